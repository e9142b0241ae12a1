import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import { Fields, Form, useFormState } from '@ui/kit/form';
import { Panel } from '@ui/kit/page';
import { say } from '@ui/kit/toast';

const blank = { current_password: '', new_password: '' };

export function PasswordPanel() {
  const { t } = useTranslation();
  const form = useFormState(blank, async (values) => {
    await api.put('/me/password', values);
    form.reset(blank);
    say(t('accounts.settings.password_changed'));
  });
  const eye = { 'aria-label': t('accounts.show_password') };
  return (
    <Panel title={t('accounts.settings.password')}>
      <Form form={form} action={t('accounts.settings.change_password')} isQuiet>
        <Fields>
          <PasswordInput label={t('accounts.current_password')} autoComplete="current-password" visibilityToggleButtonProps={eye} {...form.text('current_password')} />
          <PasswordInput
            label={t('accounts.new_password')}
            autoComplete="new-password"
            description={t('accounts.password_hint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            visibilityToggleButtonProps={eye}
            {...form.text('new_password')}
          />
        </Fields>
      </Form>
    </Panel>
  );
}
