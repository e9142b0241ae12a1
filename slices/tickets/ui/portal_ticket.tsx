/** A ticket as its customer sees it: what was said, and where to answer. */
import { Button } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Ticket } from '@ui/api/types';
import { useTitle } from '@ui/kit/page';
import { RouteLink } from '@ui/kit/route_link';
import { useErrorText } from '@ui/kit/states';
import { warn } from '@ui/kit/toast';
import { Ago } from '@ui/kit/time';
import { Composer } from './composer';
import { Conversation } from './conversation';
import { useMarkRead } from './mark_read';
import { PlainStatus } from './portal_list';
import classes from './portal_ticket.module.css';
import { takeTicket } from './queries';
import { isDone } from './words';

export function PortalTicket({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const textOf = useErrorText();
  useTitle(`#${ticket.number} ${ticket.subject}`);
  useMarkRead(ticket);
  const change = (what: 'closure' | 'reopening') =>
    api.post<Ticket>(`/tickets/${ticket.number}/${what}`).then(
      (next) => takeTicket(queries, next),
      (error: unknown) => void warn(textOf(error)),
    );
  return (
    <article className={classes.page}>
      <header className={classes.head}>
        <RouteLink to="/tickets" className={classes.back} aria-label={t('tickets.portal.back')}>
          <IconArrowLeft size={18} />
        </RouteLink>
        <div className={classes.words}>
          <h1 className={classes.subject}>{ticket.subject}</h1>
          <p className={classes.detail}>
            <PlainStatus status={ticket.status} />
            <span className="numbers">#{ticket.number}</span>
            <Ago at={ticket.created_at} />
          </p>
        </div>
        {isDone(ticket.status) ? (
          <Button onClick={() => void change('reopening')}>{t('tickets.reopen')}</Button>
        ) : (
          <Button onClick={() => void change('closure')}>{t('tickets.portal.close')}</Button>
        )}
      </header>
      <Conversation ticket={ticket} isPortal />
      <Composer key={ticket.id} ticket={ticket} isPortal />
    </article>
  );
}
