import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorPanel } from '@ui/kit/states';
import { Page } from '@ui/kit/page';

export function CrashPage({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return (
    <Page title={t('shell.crash.title')} width="read">
      <ErrorPanel error={error} kept={t('shell.crash.kept')} />
      <Button variant="primary" onClick={() => window.location.reload()}>
        {t('shell.crash.reload')}
      </Button>
    </Page>
  );
}
