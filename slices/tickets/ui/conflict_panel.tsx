/** Someone was quicker: shows both, and lets the person choose. Nothing is overwritten unseen. */
import { Button } from '@mantine/core';
import { IconArrowsDiff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '@ui/api/types';
import classes from './conflict_panel.module.css';
import { useTicketWork, type Conflict } from './ticket_work';

export function ConflictPanel({ ticket, conflict }: { ticket: Ticket; conflict: Conflict }) {
  const { t } = useTranslation();
  const { edit, clearConflict } = useTicketWork();
  const groups: Record<string, string> = { type: 'type', impact: 'level', urgency: 'level' };
  const wordOf = (field: string, value: unknown): string => {
    if (Array.isArray(value)) return value.join(', ');
    if (typeof value !== 'string') return '';
    return groups[field] ? t(`tickets.${groups[field]}.${value}`) : value;
  };
  const again = () => {
    clearConflict();
    edit(conflict);
  };
  return (
    <section className={classes.panel} role="alert">
      <IconArrowsDiff size={18} aria-hidden="true" />
      <div className={classes.words}>
        <p className={classes.title}>{t('tickets.conflict.title')}</p>
        <ul className={classes.fields}>
          {Object.entries(conflict).map(([field, yours]) => (
            <li key={field}>
              {t('tickets.conflict.field', {
                field: t(`tickets.field.${field}`),
                now: wordOf(field, ticket[field as keyof Ticket]) || t('kit.none'),
                yours: wordOf(field, yours) || t('kit.none'),
              })}
            </li>
          ))}
        </ul>
      </div>
      <Button size="xs" onClick={clearConflict}>
        {t('tickets.conflict.keep')}
      </Button>
      <Button size="xs" variant="primary" onClick={again}>
        {t('tickets.conflict.again')}
      </Button>
    </section>
  );
}
