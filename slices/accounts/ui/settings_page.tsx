import { useTranslation } from 'react-i18next';
import { Page } from '@ui/kit/page';
import { useMe } from '@ui/shell/session';
import { PasswordPanel } from './password_panel';
import { ProfilePanel } from './profile_panel';
import { SessionsPanel } from './sessions_panel';
import { TokensPanel } from './tokens_panel';

export default function SettingsPage() {
  const { t } = useTranslation();
  const me = useMe();
  if (!me) return null;
  return (
    <Page title={t('accounts.settings.title')} width="read">
      <ProfilePanel me={me} />
      <PasswordPanel />
      <SessionsPanel />
      <TokensPanel />
    </Page>
  );
}
