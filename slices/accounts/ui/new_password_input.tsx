/** Where somebody chooses a password; how long it must be is said below. */
import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { TextValue } from '@ui/kit/form';

export function NewPasswordInput({ label, autoFocus, ...value }: TextValue & { label: string; autoFocus?: boolean }) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={label}
      description={t('accounts.password_hint')}
      autoComplete="new-password"
      required
      autoFocus={autoFocus}
      visibilityToggleButtonProps={{ 'aria-label': t('accounts.show_password') }}
      {...value}
    />
  );
}
