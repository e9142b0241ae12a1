import { useTranslation } from 'react-i18next';
import type { HistoryEntry, Ticket } from '@ui/api/types';
import { ErrorPanel, Waiting } from '@ui/kit/states';
import { Moment } from '@ui/kit/time';
import classes from './history_tab.module.css';
import { useHistory } from './queries';

export function HistoryTab({ ticket }: { ticket: Ticket }) {
  const history = useHistory(String(ticket.number));
  if (history.isPending) return <div className={classes.scroll}><Waiting /></div>;
  if (history.isError) return <div className={classes.scroll}><ErrorPanel error={history.error} onRetry={() => void history.refetch()} /></div>;
  return (
    <div className={classes.scroll}>
      <ol className={classes.entries}>
        {history.data.map((entry) => (
          <Entry key={entry.seq} entry={entry} />
        ))}
      </ol>
    </div>
  );
}

function Entry({ entry }: { entry: HistoryEntry }) {
  const { t } = useTranslation();
  const what = entry.kind.split('.').pop() ?? entry.kind;
  return (
    <li className={classes.entry}>
      <span className={classes.who}>{entry.actor?.name ?? t('tickets.history.system')}</span>{' '}
      {t(`tickets.history.kind.${what}`, { defaultValue: what.replaceAll('_', ' ') })}
      <ul className={classes.changes}>
        {(entry.changes ?? []).map((change) => (
          <ChangeLine key={change.field} change={change} />
        ))}
      </ul>
      <span className={classes.when}>
        <Moment at={entry.at} />
      </span>
    </li>
  );
}

function ChangeLine({ change }: { change: HistoryEntry['changes'][number] }) {
  const { t } = useTranslation();
  const word = (value: unknown): string => {
    if (value === null || value === undefined || value === '') return t('kit.none');
    if (Array.isArray(value)) return value.join(', ') || t('kit.none');
    if (typeof value === 'object') return (value as { name?: string }).name ?? JSON.stringify(value);
    const text = String(value);
    return change.field === 'status' || change.field === 'priority' || change.field === 'type'
      ? t(`tickets.${change.field}.${text}`, { defaultValue: text })
      : text;
  };
  return (
    <li>
      {t('tickets.history.change', {
        field: t(`tickets.field.${change.field}`, { defaultValue: change.field }),
        from: word(change.from),
        to: word(change.to),
      })}
    </li>
  );
}
