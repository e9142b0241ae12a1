/** In a demonstration anyone may look through the eyes of any role. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { RouteLink } from '@ui/kit/route_link';
import classes from './demo_accounts.module.css';

const accounts = [
  { role: 'agent', email: 'mei@mainstay.demo' },
  { role: 'lead', email: 'jonas@mainstay.demo' },
  { role: 'admin', email: 'ada@mainstay.demo' },
  { role: 'customer', email: 'li.wei@blueriver.example' },
] as const;
const password = 'demo-password';

export function DemoAccounts({ onChoose }: { onChoose: (email: string, password: string) => void }) {
  const { t } = useTranslation();
  return (
    <section className={classes.demo} aria-label={t('accounts.demo.title')}>
      <p className={classes.text}>{t('accounts.demo.text')}</p>
      <div className={classes.choices}>
        {accounts.map((account) => (
          <Button key={account.role} size="xs" onClick={() => onChoose(account.email, password)}>
            {t(`roles.${account.role}`)}
          </Button>
        ))}
      </div>
      <RouteLink to="/demo">{t('accounts.demo.mail')}</RouteLink>
    </section>
  );
}
