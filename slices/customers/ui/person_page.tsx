import { Select, Textarea, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import { useOrganisationSearch } from '@ui/api/lookups';
import type { Language, Person, Role } from '@ui/api/types';
import { AsyncSelect } from '@ui/kit/async_select';
import { Fields, Form, useFormState } from '@ui/kit/form';
import { Page, Panel } from '@ui/kit/page';
import { RouteLink } from '@ui/kit/route_link';
import { ErrorPanel, Waiting } from '@ui/kit/states';
import { say } from '@ui/kit/toast';
import { useMe } from '@ui/shell/session';
import { personOptions } from './queries';
import { TicketsPanel } from './tickets_panel';

const roles: Role[] = ['customer', 'community', 'agent', 'lead', 'security', 'admin'];

export default function PersonPage() {
  const { person: id = '' } = useParams({ strict: false }) as { person?: string };
  const { t } = useTranslation();
  const one = useQuery(personOptions(id));
  if (one.isPending) return <Waiting />;
  if (!one.data) {
    return (
      <Page title={t('customers.person')} width="read">
        <ErrorPanel error={one.error} onRetry={() => void one.refetch()} />
      </Page>
    );
  }
  const person = one.data;
  return (
    <Page title={person.name || person.email} intro={<PersonIntro person={person} />} width="read">
      <TicketsPanel filter={{ requester: id }} />
      <PersonForm key={person.version} person={person} />
    </Page>
  );
}

function PersonIntro({ person }: { person: Person }) {
  const { t } = useTranslation();
  return (
    <>
      <a href={`mailto:${person.email}`}>{person.email}</a> · {t(`roles.${person.role}`)}
      {person.organisation_id && (
        <>
          {' · '}
          <RouteLink to={`/customers/${person.organisation_id}`}>{person.organisation_name}</RouteLink>
        </>
      )}
    </>
  );
}

/** Only what was changed is sent, so that a field one may not set does not spoil the rest. */
export function changed<T extends object>(before: T, after: T): Partial<T> {
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => before[name as keyof T] !== value)) as Partial<T>;
}

function PersonForm({ person }: { person: Person }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const isAdmin = useMe()?.role === 'admin';
  const { name, role, language, organisation_id, is_active, notes } = person;
  const start = { name, role, language, organisation_id, is_active, notes };
  const form = useFormState(start, async (values) => {
    const next = await api.patch<Person>(`/people/${person.id}`, changed(start, values), person.version);
    queries.setQueryData(personOptions(person.id).queryKey, next);
    void queries.invalidateQueries({ queryKey: ['people'] });
    say(t('kit.saved'));
  });
  const current = organisation_id ? { value: organisation_id, label: person.organisation_name ?? '' } : null;
  const useChoices = (words: string, enabled: boolean) =>
    (useOrganisationSearch(words, enabled).data ?? []).map((one) => ({ value: one.id, label: one.name }));
  return (
    <Panel title={t('customers.details')}>
      <Form form={form} action={t('kit.save')}>
        <Fields>
          <TextInput label={t('customers.name')} {...form.text('name')} />
          <AsyncSelect
            label={t('customers.organisation')}
            value={form.values.organisation_id}
            current={current}
            useChoices={useChoices}
            onChange={(id) => form.set('organisation_id', id)}
            clearable
            clearButtonProps={{ 'aria-label': t('customers.clear_organisation') }}
          />
          <Select
            label={t('customers.language')}
            data={(['en', 'zh'] as const).map((code) => ({ value: code, label: t(`languages.${code}`) }))}
            value={form.values.language}
            onChange={(code) => form.set('language', code as Language)}
            allowDeselect={false}
          />
          {isAdmin && (
            <Select
              label={t('customers.role')}
              data={roles.map((one) => ({ value: one, label: t(`roles.${one}`) }))}
              value={form.values.role}
              onChange={(one) => form.set('role', one as Role)}
              allowDeselect={false}
              error={form.mistake('role')}
            />
          )}
          {isAdmin && (
            <Select
              label={t('customers.account')}
              data={[
                { value: 'yes', label: t('customers.active') },
                { value: 'no', label: t('customers.inactive') },
              ]}
              value={form.values.is_active ? 'yes' : 'no'}
              onChange={(one) => form.set('is_active', one === 'yes')}
              allowDeselect={false}
            />
          )}
        </Fields>
        <Textarea label={t('customers.notes')} description={t('customers.notes_hint')} autosize minRows={3} {...form.text('notes')} />
      </Form>
    </Panel>
  );
}
