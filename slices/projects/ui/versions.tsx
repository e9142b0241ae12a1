import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Project, ProjectVersion } from '@ui/api/types';
import { Fields, Form, useFormState } from '@ui/kit/form';
import { Row, Rows } from '@ui/kit/rows';
import { useErrorText } from '@ui/kit/states';
import { warn } from '@ui/kit/toast';
import classes from './projects.module.css';

/** A day without a clock: written as midnight UTC and shown as that day everywhere. */
export function dayOf(moment: string, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(moment));
}

export function momentOf(day: string): string | undefined {
  return day ? `${day}T00:00:00Z` : undefined;
}

export function Versions({ project, mayEdit }: { project: Project; mayEdit: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const textOf = useErrorText();
  const refresh = () => queries.invalidateQueries({ queryKey: ['projects'] });
  const remove = (version: ProjectVersion) =>
    api.remove(`/projects/${project.id}/versions/${version.id}`).then(refresh, (error: unknown) => void warn(textOf(error)));
  return (
    <details className={classes.part} open>
      <summary className={classes.title}>{t('projects.versions')}</summary>
      <Rows>
        {project.versions.map((version) => (
          <Row
            key={version.id}
            title={version.name}
            detail={<VersionDates version={version} />}
            end={
              mayEdit && (
                <Button size="compact-xs" onClick={() => void remove(version)} aria-label={t('projects.remove_this', { name: version.name })}>
                  {t('kit.remove')}
                </Button>
              )
            }
          />
        ))}
      </Rows>
      {mayEdit && <NewVersion project={project} onDone={refresh} />}
    </details>
  );
}

function VersionDates({ version }: { version: ProjectVersion }) {
  const { t, i18n } = useTranslation();
  const parts = [
    version.released_at && t('projects.released', { day: dayOf(version.released_at, i18n.language) }),
    version.ends_at && t('projects.ends', { day: dayOf(version.ends_at, i18n.language) }),
  ].filter(Boolean);
  return parts.join(' · ');
}

function NewVersion({ project, onDone }: { project: Project; onDone: () => Promise<void> }) {
  const { t } = useTranslation();
  const blank = { name: '', released_at: '', ends_at: '' };
  const form = useFormState(blank, async ({ name, released_at, ends_at }, key) => {
    const body = { name, released_at: momentOf(released_at), ends_at: momentOf(ends_at) };
    await api.post(`/projects/${project.id}/versions`, body, key);
    form.reset(blank);
    await onDone();
  });
  return (
    <Form form={form} action={t('projects.add_version')} isQuiet>
      <Fields>
        <TextInput label={t('projects.version_name')} {...form.text('name')} />
        <TextInput label={t('projects.released_at')} type="date" {...form.text('released_at')} />
        <TextInput label={t('projects.ends_at')} type="date" {...form.text('ends_at')} />
      </Fields>
    </Form>
  );
}
