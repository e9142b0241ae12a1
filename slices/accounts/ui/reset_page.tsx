import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import { Form, useFormState } from '@ui/kit/form';
import { RouteLink } from '@ui/kit/route_link';
import { useAddress } from '@ui/kit/use_address';
import { AuthFrame } from './auth_frame';
import { NewPasswordInput } from './new_password_input';

export default function ResetPage() {
  const { token } = useAddress();
  return token ? <ChoosePassword token={token} /> : <AskForLink />;
}

function AskForLink() {
  const { t } = useTranslation();
  const [isSent, setSent] = useState(false);
  const form = useFormState({ email: '' }, async (values, key) => {
    await api.post('/password-resets', values, key);
    setSent(true);
  });
  const back = <RouteLink to="/sign-in">{t('accounts.back_to_sign_in')}</RouteLink>;
  if (isSent) return <AuthFrame title={t('accounts.reset.sent_title')} intro={t('accounts.reset.sent')} foot={back} children={null} />;
  return (
    <AuthFrame title={t('accounts.reset.title')} intro={t('accounts.reset.intro')} foot={back}>
      <Form form={form} action={t('accounts.reset.action')}>
        <TextInput label={t('accounts.email')} type="email" autoComplete="username" required autoFocus {...form.text('email')} />
      </Form>
    </AuthFrame>
  );
}

function ChoosePassword({ token }: { token: string }) {
  const { t } = useTranslation();
  const [isDone, setDone] = useState(false);
  const form = useFormState({ password: '' }, async (values) => {
    await api.put(`/password-resets/${encodeURIComponent(token)}`, values);
    setDone(true);
  });
  const back = <RouteLink to="/sign-in">{t('accounts.back_to_sign_in')}</RouteLink>;
  if (isDone) return <AuthFrame title={t('accounts.reset.done_title')} intro={t('accounts.reset.done')} foot={back} children={null} />;
  return (
    <AuthFrame title={t('accounts.reset.choose_title')} foot={back}>
      <Form form={form} action={t('accounts.reset.choose_action')}>
        <NewPasswordInput label={t('accounts.new_password')} autoFocus {...form.text('password')} />
      </Form>
    </AuthFrame>
  );
}
