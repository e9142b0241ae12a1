import { Checkbox, Select, TextInput, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Language, Organisation, Page as Items, Person } from '@ui/api/types';
import { Avatar } from '@ui/kit/avatar';
import { Fields, Form, useFormState } from '@ui/kit/form';
import { Page, Panel } from '@ui/kit/page';
import { RouteLink } from '@ui/kit/route_link';
import { Row, Rows } from '@ui/kit/rows';
import { ErrorPanel, Waiting } from '@ui/kit/states';
import { timeZones } from '@ui/kit/time_zones';
import { say } from '@ui/kit/toast';
import { DomainsPanel } from './domains_panel';
import { organisationOptions } from './queries';
import { TicketsPanel } from './tickets_panel';

export default function OrganisationPage() {
  const { organisation: id = '' } = useParams({ strict: false }) as { organisation?: string };
  const { t } = useTranslation();
  const one = useQuery(organisationOptions(id));
  if (one.isPending) return <Waiting />;
  if (!one.data) {
    return (
      <Page title={t('customers.organisation')} width="read">
        <ErrorPanel error={one.error} onRetry={() => void one.refetch()} />
      </Page>
    );
  }
  return (
    <Page title={one.data.name} intro={<RouteLink to="/customers">{t('customers.title')}</RouteLink>} width="read">
      <TicketsPanel filter={{ organisation: id }} />
      <ContactsPanel id={id} />
      <DomainsPanel organisation={one.data} />
      <DetailsPanel key={one.data.version} organisation={one.data} />
    </Page>
  );
}

function ContactsPanel({ id }: { id: string }) {
  const { t } = useTranslation();
  const people = useQuery({
    queryKey: ['people', 'of', id],
    queryFn: async ({ signal }) => (await api.get<Items<Person>>('/people', { organisation: id, limit: 100 }, signal)).items,
  });
  return (
    <Panel title={t('customers.contacts')}>
      {people.isError && <ErrorPanel error={people.error} />}
      {people.data?.length === 0 && <p className="muted">{t('customers.no_contacts')}</p>}
      <Rows>
        {people.data?.map((person) => (
          <Row
            key={person.id}
            icon={<Avatar name={person.name} size={28} />}
            title={<RouteLink to={`/people/${person.id}`}>{person.name}</RouteLink>}
            detail={person.email}
          />
        ))}
      </Rows>
    </Panel>
  );
}

function DetailsPanel({ organisation }: { organisation: Organisation }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const { name, notes, shares_tickets, language, time_zone } = organisation;
  const form = useFormState({ name, notes, shares_tickets, language, time_zone }, async (values) => {
    const next = await api.patch<Organisation>(`/organisations/${organisation.id}`, values, organisation.version);
    queries.setQueryData(organisationOptions(organisation.id).queryKey, next);
    void queries.invalidateQueries({ queryKey: ['organisations'] });
    say(t('kit.saved'));
  });
  return (
    <Panel title={t('customers.details')}>
      <Form form={form} action={t('kit.save')}>
        <Fields>
          <TextInput label={t('customers.name')} {...form.text('name')} />
          <Select
            label={t('customers.language')}
            data={(['en', 'zh'] as const).map((code) => ({ value: code, label: t(`languages.${code}`) }))}
            value={form.values.language}
            onChange={(code) => form.set('language', code as Language)}
            allowDeselect={false}
          />
          <Select
            label={t('customers.time_zone')}
            data={timeZones(time_zone)}
            value={form.values.time_zone}
            onChange={(zone) => zone && form.set('time_zone', zone)}
            searchable
            limit={60}
          />
        </Fields>
        <Textarea label={t('customers.notes')} description={t('customers.notes_hint')} autosize minRows={3} {...form.text('notes')} />
        <Checkbox
          label={t('customers.shares')}
          description={t('customers.shares_hint')}
          checked={form.values.shares_tickets}
          onChange={(event) => form.set('shares_tickets', event.currentTarget.checked)}
        />
      </Form>
    </Panel>
  );
}
