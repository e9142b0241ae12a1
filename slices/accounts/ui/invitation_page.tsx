import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Session } from '@ui/api/types';
import { Form, useFormState } from '@ui/kit/form';
import { useGo } from '@ui/kit/route_link';
import { useAddress } from '@ui/kit/use_address';
import { useEnter } from '@ui/shell/session';
import { AuthFrame } from './auth_frame';
import { NewPasswordInput } from './new_password_input';

export default function InvitationPage() {
  const { t } = useTranslation();
  const { token = '' } = useAddress();
  const go = useGo();
  const enter = useEnter();
  const form = useFormState({ name: '', password: '' }, async ({ name, password }) => {
    const body = name.trim() ? { name, password } : { password };
    await enter(await api.put<Session>(`/invitations/${encodeURIComponent(token)}`, body));
    go('/tickets', { replace: true });
  });
  return (
    <AuthFrame title={t('accounts.invitation.title')} intro={t('accounts.invitation.intro')}>
      <Form form={form} action={t('accounts.invitation.action')}>
        <TextInput label={t('accounts.name')} description={t('accounts.invitation.name_hint')} autoComplete="name" {...form.text('name')} />
        <NewPasswordInput label={t('accounts.password')} {...form.text('password')} />
      </Form>
    </AuthFrame>
  );
}
