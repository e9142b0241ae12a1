import { MultiSelect, Select, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import { useOrganisationSearch, useTeams } from '@ui/api/lookups';
import type { Language, Role } from '@ui/api/types';
import { AsyncSelect } from '@ui/kit/async_select';
import { Dialog } from '@ui/kit/dialog';
import { Fields, Form, useFormState } from '@ui/kit/form';
import { say } from '@ui/kit/toast';

export const roles: Role[] = ['customer', 'community', 'agent', 'lead', 'security', 'admin'];

interface Invitation {
  email: string;
  name: string;
  role: Role;
  team_ids: string[];
  organisation_id: string | null;
  language: Language;
}

export function InviteDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('accounts.users.invite_title')} size="lg">
      <InviteForm onDone={onClose} />
    </Dialog>
  );
}

function InviteForm({ onDone }: { onDone: () => void }) {
  const { t, i18n } = useTranslation();
  const teams = useTeams();
  const blank: Invitation = { email: '', name: '', role: 'agent', team_ids: [], organisation_id: null, language: i18n.language as Language };
  const form = useFormState(blank, async ({ organisation_id, team_ids, ...rest }, key) => {
    const isDesk = rest.role !== 'customer' && rest.role !== 'community';
    await api.post('/invitations', { ...rest, ...(isDesk && { team_ids }), ...(!isDesk && organisation_id && { organisation_id }) }, key);
    say(t('accounts.users.invited', { email: rest.email }));
    onDone();
  });
  const isCustomer = form.values.role === 'customer';
  const useChoices = (words: string, enabled: boolean) =>
    (useOrganisationSearch(words, enabled).data ?? []).map((one) => ({ value: one.id, label: one.name }));
  return (
    <Form form={form} action={t('accounts.users.invite_send')}>
      <Fields>
        <TextInput label={t('accounts.email')} type="email" required data-autofocus {...form.text('email')} />
        <TextInput label={t('accounts.name')} required {...form.text('name')} />
        <Select
          label={t('accounts.users.role')}
          data={roles.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
          value={form.values.role}
          onChange={(role) => form.set('role', role as Role)}
          allowDeselect={false}
        />
        <Select
          label={t('accounts.language')}
          data={(['en', 'zh'] as const).map((code) => ({ value: code, label: t(`languages.${code}`) }))}
          value={form.values.language}
          onChange={(code) => form.set('language', code as Language)}
          allowDeselect={false}
        />
        {isCustomer ? (
          <AsyncSelect
            label={t('accounts.users.organisation')}
            value={form.values.organisation_id}
            useChoices={useChoices}
            onChange={(id) => form.set('organisation_id', id)}
          />
        ) : (
          <MultiSelect
            label={t('accounts.users.teams')}
            data={(teams.data ?? []).map((team) => ({ value: team.id, label: team.name }))}
            value={form.values.team_ids}
            onChange={(ids) => form.set('team_ids', ids)}
          />
        )}
      </Fields>
    </Form>
  );
}
