/** What a connection test found, step by step and in plain words. */
import { useTranslation } from 'react-i18next';
import type { MailServerTest } from '@ui/api/types';
import classes from './mailbox_form.module.css';

export function ServerTestResult({ test }: { test: MailServerTest }) {
  const { t } = useTranslation();
  return (
    <ul className={classes.steps} role="status">
      {test.passed.map((step) => (
        <li key={step}>✓ {t(`channels.mailboxes.step.${step}`)}</li>
      ))}
      {test.failed && <li className={classes.failed}>✗ {t(`channels.mailboxes.step_failed.${test.failed}`)}</li>}
      {test.messages !== null && <li>{t('channels.mailboxes.messages_there', { count: test.messages })}</li>}
    </ul>
  );
}
