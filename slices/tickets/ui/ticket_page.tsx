/** One ticket: what was said in the middle, the answer below, everything about it at the right. */
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useTitle } from '@ui/kit/page';
import { ErrorPanel, Waiting } from '@ui/kit/states';
import { isDesk } from '@ui/shell/registry';
import { useMe } from '@ui/shell/session';
import type { Ticket } from '@ui/api/types';
import { Composer } from './composer';
import { ConflictPanel } from './conflict_panel';
import { ContextPane } from './context_pane';
import { Conversation } from './conversation';
import { HistoryTab } from './history_tab';
import { useMarkRead } from './mark_read';
import { PortalTicket } from './portal_ticket';
import { useTicket } from './queries';
import { TicketHead, type Tab } from './ticket_head';
import { TicketWork, useTicketWork } from './ticket_work';
import classes from './ticket_page.module.css';

export default function TicketPage() {
  const { ticket: number = '' } = useParams({ strict: false }) as { ticket?: string };
  const me = useMe();
  const ticket = useTicket(number);
  if (ticket.isPending) return <Waiting lines={8} height={28} />;
  if (!ticket.data) return <div className={classes.failed}><ErrorPanel error={ticket.error} onRetry={() => void ticket.refetch()} /></div>;
  if (!isDesk(me)) return <PortalTicket ticket={ticket.data} />;
  return (
    <TicketWork key={ticket.data.id} ticket={ticket.data}>
      <DeskTicket ticket={ticket.data} />
    </TicketWork>
  );
}

function DeskTicket({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const [tab, setTab] = useState<Tab>('conversation');
  const [isContextOpen, setContextOpen] = useState(false);
  const { conflict } = useTicketWork();
  useTitle(`#${ticket.number} ${ticket.subject}`);
  useMarkRead(ticket);
  return (
    <article className={classes.page} aria-label={t('tickets.ticket_is', { number: ticket.number, subject: ticket.subject })}>
      <div className={classes.middle}>
        <TicketHead ticket={ticket} tab={tab} onTab={setTab} isContextOpen={isContextOpen} onContext={() => setContextOpen(!isContextOpen)} />
        {conflict && <ConflictPanel ticket={ticket} conflict={conflict} />}
        {tab === 'conversation' ? <Conversation ticket={ticket} /> : <HistoryTab ticket={ticket} />}
        <Composer key={ticket.id} ticket={ticket} />
      </div>
      <ContextPane ticket={ticket} isOpen={isContextOpen} onClose={() => setContextOpen(false)} />
    </article>
  );
}
