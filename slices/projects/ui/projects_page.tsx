import { Button, TextInput, Textarea } from '@mantine/core';
import { IconPackage } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import { useProjects } from '@ui/api/lookups';
import type { Project } from '@ui/api/types';
import { Dialog } from '@ui/kit/dialog';
import { Form, useFormState } from '@ui/kit/form';
import { Page, Panel } from '@ui/kit/page';
import { EmptyState, ErrorPanel, Waiting } from '@ui/kit/states';
import { mayOpen } from '@ui/shell/registry';
import { useMe } from '@ui/shell/session';
import { Components } from './components';
import { Versions } from './versions';

export default function ProjectsPage() {
  const { t } = useTranslation();
  const mayEdit = mayOpen('lead', useMe());
  const projects = useProjects();
  const [edited, setEdited] = useState<Project | 'new' | null>(null);
  const add = mayEdit && (
    <Button variant="primary" onClick={() => setEdited('new')}>
      {t('projects.new')}
    </Button>
  );
  return (
    <Page title={t('projects.title')} intro={t('projects.intro')} actions={add} width="read">
      {projects.isPending && <Waiting />}
      {projects.isError && <ErrorPanel error={projects.error} onRetry={() => void projects.refetch()} />}
      {projects.data?.length === 0 && (
        <EmptyState icon={<IconPackage size={24} />} title={t('projects.empty')}>
          {t('projects.empty_text')}
        </EmptyState>
      )}
      {projects.data?.map((project) => (
        <Panel
          key={project.id}
          title={project.name}
          actions={
            mayEdit && (
              <Button size="compact-xs" onClick={() => setEdited(project)} aria-label={t('projects.edit_this', { name: project.name })}>
                {t('projects.edit')}
              </Button>
            )
          }
        >
          {project.description && <p className="muted">{project.description}</p>}
          <Versions project={project} mayEdit={mayEdit} />
          <Components project={project} mayEdit={mayEdit} />
        </Panel>
      ))}
      <Dialog isOpen={edited !== null} onClose={() => setEdited(null)} title={edited === 'new' ? t('projects.new') : t('projects.edit')}>
        {edited && <ProjectForm project={edited === 'new' ? null : edited} onDone={() => setEdited(null)} />}
      </Dialog>
    </Page>
  );
}

function ProjectForm({ project, onDone }: { project: Project | null; onDone: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const start = { name: project?.name ?? '', description: project?.description ?? '' };
  const form = useFormState(start, async (values, key) => {
    if (project) await api.patch(`/projects/${project.id}`, values, project.version);
    else await api.post('/projects', values, key);
    await queries.invalidateQueries({ queryKey: ['projects'] });
    onDone();
  });
  return (
    <Form form={form} action={project ? t('kit.save') : t('projects.create')}>
      <TextInput label={t('projects.name')} required data-autofocus {...form.text('name')} />
      <Textarea label={t('projects.description')} autosize minRows={2} {...form.text('description')} />
    </Form>
  );
}
