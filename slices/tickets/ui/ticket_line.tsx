/** One ticket in a list: two lines at most. */
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { TicketRow } from '@ui/api/types';
import { Avatar } from '@ui/kit/avatar';
import { RouteLink, type Search } from '@ui/kit/route_link';
import { Age } from '@ui/kit/time';
import { PriorityMark } from './priority_mark';
import { ticketOptions } from './queries';
import { StatusMark } from './status_mark';
import classes from './ticket_line.module.css';

interface TicketLineProps {
  row: TicketRow;
  index: number;
  count: number;
  top: number;
  height: number;
  address: { to: string; search: Search };
  isOpen: boolean;
  /** What the view wants to see beside the subject; nothing is the usual. */
  columns: string[];
}

export function TicketLine({ row, index, count, top, height, address, isOpen, columns }: TicketLineProps) {
  const queries = useQueryClient();
  const prefetch = () => void queries.prefetchQuery(ticketOptions(String(row.number)));
  return (
    <li
      className={classes.line}
      style={{ transform: `translateY(${top}px)`, height }}
      data-index={index}
      data-unread={row.is_unread || undefined}
      data-open={isOpen || undefined}
      aria-setsize={count}
      aria-posinset={index + 1}
    >
      <RouteLink to={address.to} search={address.search} className={classes.link} aria-current={isOpen ? 'true' : undefined} onMouseEnter={prefetch}>
        <StatusMark status={row.status} />
        <LineWords row={row} columns={columns} />
        <span className={classes.priority} data-plain={row.priority === 'normal' || undefined}>
          <PriorityMark priority={row.priority} withWord />
        </span>
        <Assignee row={row} />
        <span className={classes.age}>
          <Age at={row.last_customer_message_at ?? row.updated_at} />
        </span>
      </RouteLink>
    </li>
  );
}

const usual = ['requester', 'organisation', 'tags'];

function LineWords({ row, columns }: { row: TicketRow; columns: string[] }) {
  const { t } = useTranslation();
  const shown = columns.length > 0 ? columns : usual;
  return (
    <span className={classes.words}>
      <span className={classes.subject}>
        {row.is_unread && (
          <span className={classes.dot}>
            <span className="hidden-but-read">{t('tickets.unread')}</span>
          </span>
        )}
        <span className="cut">{row.subject}</span>
      </span>
      <span className={classes.detail}>
        <span className="numbers">#{row.number}</span>
        <span className="cut">{useDetail(row, shown)}</span>
        {shown.includes('tags') && row.tags.slice(0, 2).map((tag) => (
          <span key={tag} className={classes.tag}>
            {tag}
          </span>
        ))}
      </span>
    </span>
  );
}

/** The chosen words about a ticket, in the view's order. */
function useDetail(row: TicketRow, shown: string[]): string {
  const { t, i18n } = useTranslation();
  const day = (moment: string) => new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium' }).format(new Date(moment));
  const words: Record<string, string | null> = {
    requester: row.requester.name,
    organisation: row.organisation_name,
    project: row.project_name,
    team: row.team_name,
    type: t(`tickets.type.${row.type}`),
    created: t('tickets.created_on', { day: day(row.created_at) }),
    updated: t('tickets.updated_on', { day: day(row.updated_at) }),
  };
  return shown.map((column) => words[column]).filter(Boolean).join(' · ');
}

function Assignee({ row }: { row: TicketRow }) {
  const { t } = useTranslation();
  if (!row.assignee) {
    return (
      <span className={classes.assignee} data-none>
        <span className={classes.nobody} aria-hidden="true" />
        <span className={classes.assigneeName}>{t('tickets.unassigned')}</span>
      </span>
    );
  }
  return (
    <span className={classes.assignee} title={row.assignee.name}>
      <Avatar name={row.assignee.name} size={22} />
      <span className={classes.assigneeName}>{row.assignee.name}</span>
    </span>
  );
}
