/** Beside a ticket: who the customer is, and what else they have asked. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Ticket } from '@ui/api/types';
import { RouteLink } from '@ui/kit/route_link';
import classes from './customer_card.module.css';
import { organisationOptions, ticketsOptions } from './queries';

export default function CustomerCard({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation();
  const organisation = useQuery({ ...organisationOptions(ticket.organisation_id ?? ''), enabled: ticket.organisation_id !== null });
  const filter = ticket.organisation_id ? { organisation: ticket.organisation_id } : { requester: ticket.requester.id };
  const others = (useQuery(ticketsOptions(filter)).data ?? []).filter((row) => row.id !== ticket.id).slice(0, 4);
  return (
    <div className={classes.card}>
      {organisation.data && (
        <p className={classes.name}>
          <RouteLink to={`/customers/${organisation.data.id}`}>{organisation.data.name}</RouteLink>
        </p>
      )}
      <p className={classes.line}>
        <RouteLink to={`/people/${ticket.requester.id}`}>{ticket.requester.name}</RouteLink>
        <span className={classes.email}>{ticket.requester.email}</span>
      </p>
      {organisation.data?.notes && <p className={classes.notes}>{organisation.data.notes}</p>}
      {others.length > 0 && <p className={classes.title}>{t('customers.other_tickets')}</p>}
      <ul className={classes.others}>
        {others.map((row) => (
          <li key={row.id}>
            <RouteLink to={`/tickets/${row.number}`} className={classes.other}>
              <span className="numbers">#{row.number}</span> {row.subject}
            </RouteLink>
          </li>
        ))}
      </ul>
    </div>
  );
}
