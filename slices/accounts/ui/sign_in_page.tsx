import { PasswordInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Session, SetupState } from '@ui/api/types';
import { Form, useFormState } from '@ui/kit/form';
import { RouteLink, useGo } from '@ui/kit/route_link';
import { useAddress } from '@ui/kit/use_address';
import { useEnter, useMe } from '@ui/shell/session';
import { AuthFrame } from './auth_frame';
import { DemoAccounts } from './demo_accounts';

export default function SignInPage() {
  const { t } = useTranslation();
  const arrive = useArrival();
  const enter = useEnter();
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => api.get<SetupState>('/setup'), retry: false });
  const form = useFormState({ email: '', password: '' }, async (values, key) => {
    await enter(await api.post<Session>('/sessions', values, key));
    arrive();
  });
  return (
    <AuthFrame title={t('accounts.sign_in.title')} foot={<Ways />}>
      {setup.data?.is_open && <p className="muted">{t('accounts.sign_in.not_set_up')}</p>}
      <Form form={form} action={t('accounts.sign_in.action')} kept={t('accounts.sign_in.kept')}>
        <TextInput label={t('accounts.email')} type="email" autoComplete="username" required autoFocus {...form.text('email')} />
        <PasswordInput
          label={t('accounts.password')}
          autoComplete="current-password"
          required
          visibilityToggleButtonProps={{ 'aria-label': t('accounts.show_password') }}
          {...form.text('password')}
        />
      </Form>
      {setup.data?.is_demo && <DemoAccounts onChoose={(email, password) => form.reset({ email, password })} />}
    </AuthFrame>
  );
}

function Ways() {
  const { t } = useTranslation();
  return (
    <>
      <RouteLink to="/reset">{t('accounts.sign_in.forgot')}</RouteLink>
      <span>
        {t('accounts.sign_in.no_account')} <RouteLink to="/register">{t('accounts.sign_in.register')}</RouteLink>
      </span>
    </>
  );
}

/** Back to the page that asked for sign-in; only addresses of our own are followed. */
function useArrival(): () => void {
  const go = useGo();
  const me = useMe();
  const { next } = useAddress();
  const arrive = () => {
    const isOurs = next?.startsWith('/') === true && !next.startsWith('//') && !next.startsWith('/\\');
    const [path, search = ''] = (isOurs ? next : '/tickets').split('?');
    go(path!, { search: Object.fromEntries(new URLSearchParams(search)), replace: true });
  };
  useEffect(() => {
    if (me) arrive();
    // A person who is signed in already has nothing to do here.
  }, [me !== null]);
  return arrive;
}
