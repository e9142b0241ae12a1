import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Session } from '@ui/api/types';
import { Form, useFormState } from '@ui/kit/form';
import { RouteLink, useGo } from '@ui/kit/route_link';
import { useAddress } from '@ui/kit/use_address';
import { useEnter } from '@ui/shell/session';
import { AuthFrame } from './auth_frame';
import { NewPasswordInput } from './new_password_input';

/** The password is chosen here, by whoever reads the mailbox. Mail scanners open links: only the form uses the token up. */
export default function VerifyPage() {
  const { t } = useTranslation();
  const { token = '' } = useAddress();
  const go = useGo();
  const enter = useEnter();
  const [isDone, setDone] = useState(false);
  const form = useFormState({ password: '' }, async ({ password }, key) => {
    await enter(await api.post<Session>('/registrations/verification', { token, password }, key));
    setDone(true);
    go('/tickets', { replace: true });
  });
  return (
    <AuthFrame
      title={t('accounts.verify.title')}
      intro={t('accounts.verify.intro')}
      foot={<RouteLink to="/sign-in">{t('accounts.back_to_sign_in')}</RouteLink>}
    >
      {isDone ? (
        <Button loading />
      ) : (
        <Form form={form} action={t('accounts.verify.action')}>
          <NewPasswordInput label={t('accounts.password')} autoFocus {...form.text('password')} />
        </Form>
      )}
    </AuthFrame>
  );
}
