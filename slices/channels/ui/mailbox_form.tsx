import { Button, Checkbox, NumberInput, PasswordInput, Select, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import { useProjects, useTeams } from '@ui/api/lookups';
import type { Language, Mailbox, MailboxTest, MailOAuth, MailServer } from '@ui/api/types';
import { Fields, Form, useFormState, type FormState } from '@ui/kit/form';
import { ErrorPanel } from '@ui/kit/states';
import classes from './mailbox_form.module.css';
import { ServerTestResult } from './server_test';

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

const noServer = (port: number): MailServer => ({ host: '', port, security: 'tls', user: '', password: '' });

/** An untouched secret is not sent, so that the stored one stays; a server without a host is none. */
export function serverOf(server: MailServer): MailServer | null {
  if (!server.host.trim()) return null;
  const { password, oauth, ...rest } = server;
  if (oauth) return { ...rest, oauth: withoutEmpty(oauth) };
  return password ? { ...rest, password } : rest;
}

function withoutEmpty({ client_secret, refresh_token, ...rest }: MailOAuth): MailOAuth {
  return { ...rest, ...(client_secret ? { client_secret } : {}), ...(refresh_token ? { refresh_token } : {}) };
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
      <ServerFields form={form} which="imap" mailboxId={box?.id ?? null} />
      <ServerFields form={form} which="smtp" mailboxId={box?.id ?? null} />
    </Form>
  );
}

interface ServerProps {
  form: FormState<Values>;
  which: 'imap' | 'smtp';
}

function ServerFields({ form, which, mailboxId }: ServerProps & { mailboxId: string | null }) {
  const { t } = useTranslation();
  const server = form.values[which];
  const set = (change: Partial<MailServer>) => form.set(which, { ...server, ...change });
  const test = useMutation({
    mutationFn: () => api.post<MailboxTest>('/mailboxes/test', { mailbox_id: mailboxId, [which]: serverOf(server) }),
  });
  return (
    <fieldset className={classes.server}>
      <legend className={classes.legend}>{t(`channels.mailboxes.${which}`)}</legend>
      <Fields>
        <TextInput label={t('channels.mailboxes.host')} value={server.host} onChange={(event) => set({ host: event.currentTarget.value })} error={form.mistake(`${which}/host`)} />
        <NumberInput label={t('channels.mailboxes.port')} value={server.port} onChange={(port) => set({ port: Number(port) })} min={1} max={65535} hideControls />
        <Select
          label={t('channels.mailboxes.security_label')}
          data={(['tls', 'starttls', 'none'] as const).map((kind) => ({ value: kind, label: t(`channels.mailboxes.security.${kind}`) }))}
          value={server.security ?? 'tls'}
          onChange={(kind) => set({ security: kind ?? 'tls' })}
          allowDeselect={false}
        />
        <TextInput label={t('channels.mailboxes.user')} value={server.user} onChange={(event) => set({ user: event.currentTarget.value })} autoComplete="off" />
        {!server.oauth && <Secret label={t('channels.mailboxes.password')} value={server.password} onChange={(password) => set({ password })} />}
      </Fields>
      <Checkbox
        label={t('channels.mailboxes.uses_oauth')}
        checked={!!server.oauth}
        onChange={(event) => set({ oauth: event.currentTarget.checked ? { token_url: '', client_id: '' } : null })}
      />
      {server.oauth && <OAuthFields form={form} which={which} oauth={server.oauth} onChange={(change) => set({ oauth: { ...server.oauth!, ...change } })} />}
      <Button size="xs" disabled={!server.host.trim()} loading={test.isPending} onClick={() => test.mutate()}>
        {t('channels.mailboxes.test')}
      </Button>
      {test.isError && <ErrorPanel error={test.error} />}
      {test.data?.[which] && <ServerTestResult test={test.data[which]} />}
    </fieldset>
  );
}

function OAuthFields({ form, which, oauth, onChange }: ServerProps & { oauth: MailOAuth; onChange: (change: Partial<MailOAuth>) => void }) {
  const { t } = useTranslation();
  return (
    <Fields>
      <TextInput
        label={t('channels.mailboxes.token_url')}
        value={oauth.token_url}
        onChange={(event) => onChange({ token_url: event.currentTarget.value })}
        error={form.mistake(`${which}/oauth/token_url`) ?? form.mistake('oauth/token_url')}
      />
      <TextInput label={t('channels.mailboxes.client_id')} value={oauth.client_id} onChange={(event) => onChange({ client_id: event.currentTarget.value })} autoComplete="off" />
      <Secret label={t('channels.mailboxes.client_secret')} value={oauth.client_secret} onChange={(client_secret) => onChange({ client_secret })} />
      <Secret label={t('channels.mailboxes.refresh_token')} value={oauth.refresh_token} onChange={(refresh_token) => onChange({ refresh_token })} />
    </Fields>
  );
}

function Secret({ label, value, onChange }: { label: string; value?: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={label}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value)}
      autoComplete="new-password"
      visibilityToggleButtonProps={{ 'aria-label': t('channels.mailboxes.show_password') }}
    />
  );
}
