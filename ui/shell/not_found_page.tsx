import { IconCompassOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Page } from '@ui/kit/page';
import { RouteLink } from '@ui/kit/route_link';
import { EmptyState } from '@ui/kit/states';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <main>
      <Page title={t('shell.not_found.title')} width="read">
      <EmptyState
        icon={<IconCompassOff size={24} />}
        title={t('shell.not_found.what')}
        action={<RouteLink to="/">{t('shell.not_found.home')}</RouteLink>}
      >
        {t('shell.not_found.text')}
      </EmptyState>
      </Page>
    </main>
  );
}
