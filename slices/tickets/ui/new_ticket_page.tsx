import { Select, TextInput, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import { usePeopleSearch, useProjects } from '@ui/api/lookups';
import type { Level, Ticket, TicketType } from '@ui/api/types';
import { AsyncSelect } from '@ui/kit/async_select';
import { Fields, Form, useFormState, type FormState } from '@ui/kit/form';
import { Page, Panel } from '@ui/kit/page';
import { RouteLink, useGo } from '@ui/kit/route_link';
import { isDesk } from '@ui/shell/registry';
import { useMe } from '@ui/shell/session';
import { AttachField } from './attach_field';
import { bodyOf, type NewTicket } from './new_ticket_body';
import { useUploads } from './use_uploads';
import { levels, types } from './words';

const blank: NewTicket = {
  subject: '',
  body: '',
  type: 'question',
  impact: 'medium',
  urgency: 'medium',
  project_id: null,
  version_id: null,
  requester: null,
  requester_name: '',
  channel: 'web',
};

export default function NewTicketPage() {
  const { t } = useTranslation();
  const desk = isDesk(useMe());
  const go = useGo();
  const queries = useQueryClient();
  const uploads = useUploads();
  const form = useFormState(blank, async (values, key) => {
    const made = await api.post<Ticket>('/tickets', bodyOf(values, uploads.ids, desk), key);
    void queries.invalidateQueries({ queryKey: ['tickets'] });
    void queries.invalidateQueries({ queryKey: ['views'] });
    go(`/tickets/${made.number}`, { replace: true });
  });
  return (
    <Page title={t(desk ? 'tickets.new' : 'tickets.portal.ask')} intro={t(desk ? 'tickets.new_intro' : 'tickets.portal.ask_intro')} width="read">
      <Panel>
        <Form
          form={form}
          action={t(desk ? 'tickets.create' : 'tickets.portal.send')}
          kept={t('tickets.kept')}
          extra={<RouteLink to="/tickets">{t('kit.cancel')}</RouteLink>}
        >
          {desk && <RequesterField form={form} />}
          <TextInput label={t('tickets.subject')} placeholder={t('tickets.subject_hint')} required autoFocus {...form.text('subject')} />
          <Textarea label={t('tickets.description')} placeholder={t('tickets.description_hint')} required autosize minRows={7} maxRows={24} {...form.text('body')} />
          <AttachField uploads={uploads} />
          <AboutFields form={form} desk={desk} />
        </Form>
      </Panel>
    </Page>
  );
}

/** A known person, or any address: a new one is remembered by the server. */
function RequesterField({ form }: { form: FormState<NewTicket> }) {
  const { t } = useTranslation();
  const useChoices = (words: string, enabled: boolean) => {
    const people = usePeopleSearch(words, enabled).data ?? [];
    const known = people.map((person) => ({ value: person.id, label: `${person.name} <${person.email}>` }));
    return /^\S+@\S+\.\S+$/.test(words) && !people.some((person) => person.email === words) ? [...known, { value: words, label: words }] : known;
  };
  const chosen = form.values.requester?.includes('@') ? { value: form.values.requester, label: form.values.requester } : null;
  return (
    <Fields>
      <AsyncSelect
        label={t('tickets.requester')}
        description={t('tickets.requester_hint')}
        value={form.values.requester}
        current={chosen}
        useChoices={useChoices}
        onChange={(value) => form.set('requester', value)}
        error={form.mistake('requester_id') ?? form.mistake('requester_email')}
        clearable
        clearButtonProps={{ 'aria-label': t('tickets.clear_requester') }}
      />
      <Select
        label={t('tickets.channel_label')}
        description={t('tickets.channel_hint')}
        data={(['web', 'phone'] as const).map((channel) => ({ value: channel, label: t(`tickets.channel.${channel}`) }))}
        value={form.values.channel}
        onChange={(channel) => form.set('channel', channel as 'web' | 'phone')}
        allowDeselect={false}
      />
    </Fields>
  );
}

function AboutFields({ form, desk }: { form: FormState<NewTicket>; desk: boolean }) {
  const { t } = useTranslation();
  const projects = useProjects();
  const project = projects.data?.find((one) => one.id === form.values.project_id);
  const shown = desk ? types : types.filter((type) => type !== 'problem');
  const level = levels.map((one) => ({ value: one, label: t(`tickets.level.${one}`) }));
  return (
    <Fields>
      <Select
        label={t('tickets.type_label')}
        data={shown.map((one) => ({ value: one, label: t(`tickets.type.${one}`) }))}
        value={form.values.type}
        onChange={(type) => form.set('type', type as TicketType)}
        allowDeselect={false}
      />
      <Select
        label={t('tickets.project')}
        placeholder={t('tickets.project_hint')}
        data={(projects.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
        value={form.values.project_id}
        onChange={(id) => form.set('project_id', id)}
      />
      {project && project.versions.length > 0 && (
        <Select
          label={t('tickets.version')}
          data={project.versions.map((one) => ({ value: one.id, label: one.name }))}
          value={form.values.version_id}
          onChange={(id) => form.set('version_id', id)}
        />
      )}
      {desk && <Select label={t('tickets.impact')} data={level} value={form.values.impact} onChange={(one) => form.set('impact', one as Level)} allowDeselect={false} />}
      {desk && <Select label={t('tickets.urgency')} data={level} value={form.values.urgency} onChange={(one) => form.set('urgency', one as Level)} allowDeselect={false} />}
    </Fields>
  );
}
