import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Panel } from '@ui/kit/page';
import { RouteLink } from '@ui/kit/route_link';
import { Row, Rows } from '@ui/kit/rows';
import { ErrorPanel, Waiting } from '@ui/kit/states';
import { Ago } from '@ui/kit/time';
import { Pill } from '@ui/kit/pill';
import { ticketsOptions } from './queries';

export function TicketsPanel({ filter }: { filter: { organisation?: string; requester?: string } }) {
  const { t } = useTranslation();
  const tickets = useQuery(ticketsOptions(filter));
  return (
    <Panel
      title={t('customers.tickets')}
      actions={
        <RouteLink to="/views/all" search={filter}>
          {t('customers.all_tickets')}
        </RouteLink>
      }
    >
      {tickets.isPending && <Waiting lines={3} />}
      {tickets.isError && <ErrorPanel error={tickets.error} onRetry={() => void tickets.refetch()} />}
      {tickets.data?.length === 0 && <p className="muted">{t('customers.no_tickets')}</p>}
      <Rows>
        {tickets.data?.map((row) => (
          <Row
            key={row.id}
            title={<RouteLink to={`/tickets/${row.number}`}>{row.subject}</RouteLink>}
            detail={
              <>
                #{row.number} · {row.requester.name} · <Ago at={row.updated_at} />
              </>
            }
            end={<Pill>{t(`customers.status.${row.status}`)}</Pill>}
          />
        ))}
      </Rows>
    </Panel>
  );
}
