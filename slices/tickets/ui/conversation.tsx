/** What was said, oldest first; opens at the end, and stays there while new messages come. */
import { useLayoutEffect, useRef, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '@ui/api/types';
import { RouteLink } from '@ui/kit/route_link';
import classes from './conversation.module.css';
import { MessageItem } from './message_item';
import { OlderMessages } from './older_messages';

export function Conversation({ ticket, isPortal = false }: { ticket: Ticket; isPortal?: boolean }) {
  const { t } = useTranslation();
  const scroll = useRef<HTMLDivElement>(null);
  useStayAtEnd(scroll, ticket.messages.length);
  const target = mergedNumber(ticket);
  return (
    <div className={classes.scroll} ref={scroll} tabIndex={0} role="region" aria-label={t('tickets.tab.conversation')}>
      {target && (
        <p className={classes.merged}>
          {t('tickets.merged_into')} <RouteLink to={`/tickets/${target}`}>{t('tickets.merged_ticket', { number: target })}</RouteLink>
        </p>
      )}
      {ticket.older_messages > 0 && <OlderMessages ticket={ticket} isPortal={isPortal} />}
      <ol className={classes.messages}>
        {ticket.messages.map((message) => (
          <MessageItem key={message.id} ticket={ticket} message={message} isPortal={isPortal} />
        ))}
      </ol>
      {ticket.resolution && (
        <p className={classes.resolution}>
          <strong>{t('tickets.resolution.title')}</strong> {ticket.resolution}
        </p>
      )}
    </div>
  );
}

function mergedNumber(ticket: Ticket): string | null {
  const into = ticket.merged_into;
  if (!into) return null;
  return String(typeof into === 'object' ? into.number : into);
}

/** Follows the end only for a reader who is at the end: nobody is torn away from what they read. */
function useStayAtEnd(scroll: RefObject<HTMLDivElement | null>, count: number): void {
  const before = useRef({ count: 0, wasAtEnd: true });
  useLayoutEffect(() => {
    const area = scroll.current;
    if (!area) return undefined;
    if (before.current.wasAtEnd || before.current.count === 0) area.scrollTop = area.scrollHeight;
    before.current.count = count;
    const watch = () => {
      before.current.wasAtEnd = area.scrollHeight - area.scrollTop - area.clientHeight < 80;
    };
    area.addEventListener('scroll', watch, { passive: true });
    return () => area.removeEventListener('scroll', watch);
  }, [scroll, count]);
}
