import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import { Form, useFormState } from '@ui/kit/form';
import { RouteLink } from '@ui/kit/route_link';
import { AuthFrame } from './auth_frame';

export default function RegisterPage() {
  const { t, i18n } = useTranslation();
  const [sentTo, setSentTo] = useState('');
  const form = useFormState({ name: '', email: '' }, async (values, key) => {
    await api.post('/registrations', { ...values, language: i18n.language }, key);
    setSentTo(values.email);
  });
  const back = <RouteLink to="/sign-in">{t('accounts.back_to_sign_in')}</RouteLink>;
  if (sentTo) return <AuthFrame title={t('accounts.register.sent_title')} intro={t('accounts.register.sent', { email: sentTo })} foot={back} children={null} />;
  return (
    <AuthFrame title={t('accounts.register.title')} intro={t('accounts.register.intro')} foot={back}>
      <Form form={form} action={t('accounts.register.action')}>
        <TextInput label={t('accounts.name')} autoComplete="name" required autoFocus {...form.text('name')} />
        <TextInput label={t('accounts.email')} type="email" autoComplete="email" required {...form.text('email')} />
      </Form>
    </AuthFrame>
  );
}
