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
}

export function TicketLine({ row, index, count, top, height, address, isOpen }: TicketLineProps) {
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
        <LineWords row={row} />
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

function LineWords({ row }: { row: TicketRow }) {
  const { t } = useTranslation();
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
        <span className="cut">
          {row.requester.name}
          {row.organisation_name && ` · ${row.organisation_name}`}
        </span>
        {row.tags.slice(0, 2).map((tag) => (
          <span key={tag} className={classes.tag}>
            {tag}
          </span>
        ))}
      </span>
    </span>
  );
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
