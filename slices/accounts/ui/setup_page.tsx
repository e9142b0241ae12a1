import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Session, SetupState } from '@ui/api/types';
import { Fields, Form, useFormState } from '@ui/kit/form';
import { RouteLink, useGo } from '@ui/kit/route_link';
import { useAddress } from '@ui/kit/use_address';
import { useEnter } from '@ui/shell/session';
import { AuthFrame } from './auth_frame';
import { NewPasswordInput } from './new_password_input';

export default function SetupPage() {
  const { t } = useTranslation();
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => api.get<SetupState>('/setup'), retry: false });
  if (setup.data?.is_open === false) {
    return (
      <AuthFrame
        title={t('accounts.setup.closed_title')}
        intro={t('accounts.setup.closed')}
        foot={<RouteLink to="/sign-in">{t('accounts.back_to_sign_in')}</RouteLink>}
        children={null}
      />
    );
  }
  return (
    <AuthFrame title={t('accounts.setup.title')} intro={t('accounts.setup.intro')}>
      <SetupForm />
    </AuthFrame>
  );
}

function SetupForm() {
  const { t } = useTranslation();
  const address = useAddress();
  const go = useGo();
  const enter = useEnter();
  const start = { token: address.token ?? '', name: '', email: '', password: '', project_name: '', support_address: '' };
  const form = useFormState(start, async ({ project_name, support_address, ...rest }, key) => {
    const body = { ...rest, ...(project_name && { project_name }), ...(support_address && { support_address }) };
    await enter(await api.post<Session>('/setup', body, key));
    go('/tickets', { replace: true });
  });
  return (
    <Form form={form} action={t('accounts.setup.action')} kept={t('accounts.setup.kept')}>
      {!address.token && <TextInput label={t('accounts.setup.token')} description={t('accounts.setup.token_hint')} required {...form.text('token')} />}
      <TextInput label={t('accounts.name')} autoComplete="name" required autoFocus {...form.text('name')} />
      <TextInput label={t('accounts.email')} type="email" autoComplete="username" required {...form.text('email')} />
      <NewPasswordInput label={t('accounts.password')} {...form.text('password')} />
      <Fields>
        <TextInput label={t('accounts.setup.project')} description={t('accounts.setup.optional')} {...form.text('project_name')} />
        <TextInput label={t('accounts.setup.address')} description={t('accounts.setup.optional')} type="email" {...form.text('support_address')} />
      </Fields>
    </Form>
  );
}
