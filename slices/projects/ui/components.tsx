import { CloseButton, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Project } from '@ui/api/types';
import { Form, useFormState } from '@ui/kit/form';
import { useErrorText } from '@ui/kit/states';
import { warn } from '@ui/kit/toast';
import classes from './projects.module.css';

export function Components({ project, mayEdit }: { project: Project; mayEdit: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const textOf = useErrorText();
  const refresh = () => queries.invalidateQueries({ queryKey: ['projects'] });
  const remove = (id: string) =>
    api.remove(`/projects/${project.id}/components/${id}`).then(refresh, (error: unknown) => void warn(textOf(error)));
  const form = useFormState({ name: '' }, async (values, key) => {
    await api.post(`/projects/${project.id}/components`, values, key);
    form.reset({ name: '' });
    await refresh();
  });
  return (
    <details className={classes.part} open>
      <summary className={classes.title}>{t('projects.components')}</summary>
      <ul className={classes.chips}>
        {project.components.map((component) => (
          <li key={component.id} className={classes.chip}>
            {component.name}
            {mayEdit && <CloseButton size="xs" onClick={() => void remove(component.id)} aria-label={t('projects.remove_this', { name: component.name })} />}
          </li>
        ))}
      </ul>
      {mayEdit && (
        <Form form={form} action={t('projects.add_component')} isQuiet>
          <TextInput aria-label={t('projects.component_name')} placeholder={t('projects.component_name')} maw={280} {...form.text('name')} />
        </Form>
      )}
    </details>
  );
}
