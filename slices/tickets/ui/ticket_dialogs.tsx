/** The small forms behind the ticket's menu. */
import { Select, TextInput, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { LinkKind, Ticket } from '@ui/api/types';
import { Dialog } from '@ui/kit/dialog';
import { Form, useFormState } from '@ui/kit/form';
import { useGo } from '@ui/kit/route_link';
import { say } from '@ui/kit/toast';
import { CustomField } from './custom_fields_card';
import { takeTicket } from './queries';
import { useTicketFields, withValue, type FieldValue } from './ticket_fields';
import { useTicketWork, type DialogName } from './ticket_work';
import { linkKinds } from './words';

const bodies: Record<DialogName, (props: BodyProps) => ReactNode> = {
  merge: MergeForm,
  split: SplitForm,
  link: LinkForm,
  hold: HoldForm,
  resolve: ResolveForm,
  rename: RenameForm,
  participant: ParticipantForm,
};

interface BodyProps {
  ticket: Ticket;
  messageId?: string;
  onDone: () => void;
}

export function TicketDialogs({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const { dialog, closeDialog } = useTicketWork();
  const Body = dialog ? bodies[dialog.name] : null;
  return (
    <Dialog isOpen={dialog !== null} title={dialog ? t(`tickets.dialog.${dialog.name}`) : ''} onClose={closeDialog}>
      {Body && <Body ticket={ticket} messageId={dialog?.messageId} onDone={closeDialog} />}
    </Dialog>
  );
}

/** A number as people write it: "#1042" or "1042". */
function numberOf(text: string): string {
  return text.trim().replace(/^#/, '');
}

function MergeForm({ ticket, onDone }: BodyProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const go = useGo();
  const form = useFormState({ into: '' }, async ({ into }, key) => {
    const target = await api.post<Ticket>(`/tickets/${ticket.number}/merger`, { into: numberOf(into) }, key);
    takeTicket(queries, target);
    void queries.invalidateQueries({ queryKey: ['ticket', String(ticket.number)] });
    say(t('tickets.merge.done', { number: target.number }));
    onDone();
    go(`/tickets/${target.number}`);
  });
  return (
    <Form form={form} action={t('tickets.merge.action')}>
      <p className="muted">{t('tickets.merge.text', { number: ticket.number })}</p>
      <TextInput label={t('tickets.number')} placeholder="#1042" inputMode="numeric" data-autofocus required {...form.text('into')} />
    </Form>
  );
}

function SplitForm({ ticket, messageId, onDone }: BodyProps) {
  const { t } = useTranslation();
  const go = useGo();
  const form = useFormState({ subject: ticket.subject }, async (values, key) => {
    const made = await api.post<Ticket>(`/tickets/${ticket.number}/messages/${messageId}/split`, values, key);
    say(t('tickets.split.done', { number: made.number }));
    onDone();
    go(`/tickets/${made.number}`);
  });
  return (
    <Form form={form} action={t('tickets.split.action')}>
      <p className="muted">{t('tickets.split.text')}</p>
      <TextInput label={t('tickets.subject')} data-autofocus required {...form.text('subject')} />
    </Form>
  );
}

function LinkForm({ ticket, onDone }: BodyProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const form = useFormState({ ticket: '', kind: 'relates_to' as LinkKind }, async (values, key) => {
    takeTicket(queries, await api.post<Ticket>(`/tickets/${ticket.number}/links`, { ...values, ticket: numberOf(values.ticket) }, key));
    onDone();
  });
  return (
    <Form form={form} action={t('tickets.link.action')}>
      <Select
        label={t('tickets.link.kind')}
        data={linkKinds.map((kind) => ({ value: kind, label: t(`tickets.link_kind.${kind}`) }))}
        value={form.values.kind}
        onChange={(kind) => form.set('kind', kind as LinkKind)}
        allowDeselect={false}
      />
      <TextInput label={t('tickets.number')} placeholder="#1042" inputMode="numeric" data-autofocus required {...form.text('ticket')} />
    </Form>
  );
}

function HoldForm({ ticket, onDone }: BodyProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const form = useFormState({ until: '', reason: '' }, async ({ until, reason }) => {
    const body = { ...(until && { until: new Date(until).toISOString() }), ...(reason && { reason }) };
    takeTicket(queries, await api.put<Ticket>(`/tickets/${ticket.number}/hold`, body));
    onDone();
  });
  return (
    <Form form={form} action={t('tickets.hold.action')}>
      <TextInput type="datetime-local" label={t('tickets.hold.until')} description={t('tickets.hold.until_hint')} data-autofocus {...form.text('until')} />
      <TextInput label={t('tickets.hold.reason')} {...form.text('reason')} />
    </Form>
  );
}

function ResolveForm({ ticket, onDone }: BodyProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const known = useTicketFields().data ?? [];
  const missing = known.filter((field) => field.is_required && (ticket.fields[field.key] ?? '') === '');
  const form = useFormState({ summary: '', message: '', fields: {} as Record<string, FieldValue> }, async ({ summary, message, fields }, key) => {
    const filled = Object.entries(fields).reduce((values, [name, value]) => withValue(known, values, name, value), ticket.fields);
    if (filled !== ticket.fields) takeTicket(queries, await api.patch<Ticket>(`/tickets/${ticket.number}`, { fields: filled }, ticket.version));
    const body = { ...(summary && { summary }), ...(message && { message }) };
    takeTicket(queries, await api.post<Ticket>(`/tickets/${ticket.number}/resolution`, body, key));
    say(t('tickets.status_set', { status: t('tickets.status.resolved') }));
    onDone();
  });
  return (
    <Form form={form} action={t('tickets.resolve')} kept={t('tickets.kept')}>
      <TextInput label={t('tickets.resolution.summary')} description={t('tickets.resolution.summary_hint')} data-autofocus {...form.text('summary')} />
      <Textarea label={t('tickets.resolution.message')} description={t('tickets.resolution.message_hint')} autosize minRows={3} {...form.text('message')} />
      {missing.map((field) => (
        <CustomField
          key={field.id}
          field={field}
          value={form.values.fields[field.key] ?? null}
          onSave={(value) => form.set('fields', { ...form.values.fields, [field.key]: value })}
          error={form.mistake(`fields/${field.key}`)}
        />
      ))}
    </Form>
  );
}

function RenameForm({ ticket, onDone }: BodyProps) {
  const { t } = useTranslation();
  const { edit } = useTicketWork();
  const form = useFormState({ subject: ticket.subject }, async ({ subject }) => {
    edit({ subject });
    onDone();
  });
  return (
    <Form form={form} action={t('kit.save')}>
      <TextInput label={t('tickets.subject')} data-autofocus required {...form.text('subject')} />
    </Form>
  );
}

function ParticipantForm({ ticket, onDone }: BodyProps) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const form = useFormState({ email: '', name: '' }, async ({ email, name }, key) => {
    takeTicket(queries, await api.post<Ticket>(`/tickets/${ticket.number}/participants`, { email, ...(name && { name }) }, key));
    onDone();
  });
  return (
    <Form form={form} action={t('tickets.add_participant')}>
      <p className="muted">{t('tickets.participant_text')}</p>
      <TextInput label={t('tickets.email')} type="email" data-autofocus required {...form.text('email')} />
      <TextInput label={t('tickets.name')} {...form.text('name')} />
    </Form>
  );
}
