/** Somebody was quicker: shows what they wrote, and lets the agent decide. What was typed stays. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Message } from '@ui/api/types';
import { Age } from '@ui/kit/time';
import classes from './answered_panel.module.css';
import { nameOf } from './use_news';

interface PanelProps {
  fresh: Message[];
  onSend: () => Promise<void>;
  onKeep: () => void;
}

export function AnsweredPanel({ fresh, onSend, onKeep }: PanelProps) {
  const { t } = useTranslation();
  return (
    <section className={classes.panel} role="alert">
      <p className={classes.title}>{t('tickets.answered.title')}</p>
      <ul className={classes.list}>
        {fresh.slice(-5).map((message) => (
          <li key={message.id}>
            <strong>{nameOf(message)}</strong> <Age at={message.created_at} />
            <p className={classes.text}>{message.text.slice(0, 600)}</p>
          </li>
        ))}
      </ul>
      <div className={classes.actions}>
        <Button size="xs" onClick={onKeep}>
          {t('tickets.answered.keep')}
        </Button>
        <Button size="xs" variant="primary" onClick={() => void onSend()}>
          {t('tickets.answered.send')}
        </Button>
      </div>
    </section>
  );
}
