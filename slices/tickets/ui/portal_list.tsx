/** A customer's own tickets, in plain words. */
import { Button } from '@mantine/core';
import { IconMessageQuestion } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Status, TicketRow } from '@ui/api/types';
import { Page } from '@ui/kit/page';
import { RouteLink, useGo } from '@ui/kit/route_link';
import { EmptyState, ErrorPanel, Waiting } from '@ui/kit/states';
import { Ago } from '@ui/kit/time';
import { Pill, type Tone } from '@ui/kit/pill';
import { readList } from './list_state';
import { plainState, type PlainState } from './plain_state';
import { useTicketList } from './queries';
import classes from './portal_list.module.css';

const tones: Record<PlainState, Tone> = { yours: 'amber', ours: 'brand', done: 'green' };

export function PlainStatus({ status }: { status: Status }) {
  const { t } = useTranslation();
  const state = plainState(status);
  return <Pill tone={tones[state]}>{t(`tickets.portal.state.${state}`)}</Pill>;
}

export function PortalList() {
  const { t } = useTranslation();
  const go = useGo();
  const list = useTicketList({ ...readList(undefined, {}), view: '' });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const ask = (
    <Button variant="primary" onClick={() => go('/tickets/new')}>
      {t('tickets.portal.ask')}
    </Button>
  );
  return (
    <Page title={t('tickets.portal.mine')} actions={rows.length > 0 && ask} width="read">
      {list.isPending && <Waiting height={48} />}
      {list.isError && <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && (
        <EmptyState icon={<IconMessageQuestion size={24} />} title={t('tickets.portal.empty')} action={ask}>
          {t('tickets.portal.empty_text')}
        </EmptyState>
      )}
      {rows.length > 0 && (
        <ul className={classes.rows}>
          {rows.map((row) => (
            <PortalRow key={row.id} row={row} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button mt="md" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('kit.more')}
        </Button>
      )}
    </Page>
  );
}

function PortalRow({ row }: { row: TicketRow }) {
  return (
    <li>
      <RouteLink to={`/tickets/${row.number}`} className={classes.row} data-unread={row.is_unread || undefined}>
        <span className={classes.words}>
          <span className={classes.subject}>{row.subject}</span>
          <span className={classes.detail}>
            #{row.number} · <Ago at={row.updated_at} />
          </span>
        </span>
        <PlainStatus status={row.status} />
      </RouteLink>
    </li>
  );
}
