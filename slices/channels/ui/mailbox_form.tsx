import { NumberInput, PasswordInput, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import { useProjects, useTeams } from '@ui/api/lookups';
import type { Language, Mailbox, MailServer } from '@ui/api/types';
import { Fields, Form, useFormState, type FormState } from '@ui/kit/form';
import classes from './mailbox_form.module.css';

interface Values {
  address: string;
  name: string;
  kind: Mailbox['kind'];
  language: Language;
  project_id: string | null;
  team_id: string | null;
  imap: MailServer;
  smtp: MailServer;
}

const noServer = (port: number): MailServer => ({ host: '', port, user: '', password: '' });

/** An untouched password is not sent, so that the stored one stays; a server without a host is none. */
export function serverOf(server: MailServer): MailServer | null {
  if (!server.host.trim()) return null;
  const { password, ...rest } = server;
  return password ? { ...rest, password } : rest;
}

export function MailboxForm({ box, onDone }: { box: Mailbox | null; onDone: () => void }) {
  const { t } = useTranslation();
  const teams = useTeams();
  const projects = useProjects();
  const start: Values = {
    address: box?.address ?? '',
    name: box?.name ?? '',
    kind: box?.kind ?? 'private',
    language: box?.language ?? 'en',
    project_id: box?.project_id ?? null,
    team_id: box?.team_id ?? null,
    imap: { ...noServer(993), ...box?.imap },
    smtp: { ...noServer(465), ...box?.smtp },
  };
  const form = useFormState(start, async ({ imap, smtp, ...rest }, key) => {
    const body = { ...rest, imap: serverOf(imap), smtp: serverOf(smtp) };
    if (box) await api.patch(`/mailboxes/${box.id}`, body, box.version);
    else await api.post('/mailboxes', body, key);
    onDone();
  });
  const choices = (list: { id: string; name: string }[] | undefined) => (list ?? []).map((one) => ({ value: one.id, label: one.name }));
  return (
    <Form form={form} action={t('kit.save')}>
      <Fields>
        <TextInput label={t('channels.address')} type="email" required data-autofocus {...form.text('address')} />
        <TextInput label={t('channels.name')} {...form.text('name')} />
        <Select
          label={t('channels.mailboxes.kind_label')}
          data={(['private', 'public_list'] as const).map((kind) => ({ value: kind, label: t(`channels.mailboxes.kind.${kind}`) }))}
          value={form.values.kind}
          onChange={(kind) => form.set('kind', kind as Mailbox['kind'])}
          allowDeselect={false}
        />
        <Select
          label={t('channels.language')}
          data={(['en', 'zh'] as const).map((code) => ({ value: code, label: t(`languages.${code}`) }))}
          value={form.values.language}
          onChange={(code) => form.set('language', code as Language)}
          allowDeselect={false}
        />
        <Select label={t('channels.project')} data={choices(projects.data)} value={form.values.project_id} onChange={(id) => form.set('project_id', id)} />
        <Select label={t('channels.team')} data={choices(teams.data)} value={form.values.team_id} onChange={(id) => form.set('team_id', id)} />
      </Fields>
      <ServerFields form={form} which="imap" />
      <ServerFields form={form} which="smtp" />
    </Form>
  );
}

function ServerFields({ form, which }: { form: FormState<Values>; which: 'imap' | 'smtp' }) {
  const { t } = useTranslation();
  const server = form.values[which];
  const set = (change: Partial<MailServer>) => form.set(which, { ...server, ...change });
  return (
    <fieldset className={classes.server}>
      <legend className={classes.legend}>{t(`channels.mailboxes.${which}`)}</legend>
      <Fields>
        <TextInput label={t('channels.mailboxes.host')} value={server.host} onChange={(event) => set({ host: event.currentTarget.value })} error={form.mistake(`${which}/host`)} />
        <NumberInput label={t('channels.mailboxes.port')} value={server.port} onChange={(port) => set({ port: Number(port) })} min={1} max={65535} hideControls />
        <TextInput label={t('channels.mailboxes.user')} value={server.user} onChange={(event) => set({ user: event.currentTarget.value })} autoComplete="off" />
        <PasswordInput
          label={t('channels.mailboxes.password')}
          value={server.password ?? ''}
          onChange={(event) => set({ password: event.currentTarget.value })}
          autoComplete="new-password"
          visibilityToggleButtonProps={{ 'aria-label': t('channels.mailboxes.show_password') }}
        />
      </Fields>
    </fieldset>
  );
}
