/** The tickets of a view: only the visible rows are drawn, and the place in the list is kept. */
import { Button } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { TicketRow } from '@ui/api/types';
import { useGo } from '@ui/kit/route_link';
import { useShortcuts } from '@ui/kit/shortcuts';
import { EmptyState, ErrorPanel, Waiting } from '@ui/kit/states';
import { ListBar } from './list_bar';
import { listAddress, readList, stepFrom, ticketAddress, type ListState } from './list_state';
import classes from './list_pane.module.css';
import { ticketOptions, useTicketList, useViews } from './queries';
import { TicketLine } from './ticket_line';

/** Where each list was left, for this visit. */
const places = new Map<string, number>();
const rowHeight = 58;

export function ListPane({ state, openTicket }: { state: ListState; openTicket?: string }) {
  const { t } = useTranslation();
  const list = useTicketList(state);
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const columns = useViews().data?.find((view) => view.key === state.view)?.columns ?? [];
  const hasFilters = Object.keys(state.filters).length > 0;
  return (
    <section className={classes.pane} aria-label={t('tickets.list')}>
      <ListBar state={state} count={rows.length} hasMore={list.hasNextPage} isBusy={list.isFetching} />
      {list.isError && (
        <div className={classes.failed}>
          <ErrorPanel error={list.error} onRetry={() => void list.refetch()} />
        </div>
      )}
      {list.isPending && <Waiting lines={9} height={36} />}
      {list.isSuccess && rows.length === 0 && <NoTickets state={state} hasFilters={hasFilters} />}
      {rows.length > 0 && (
        <Rows rows={rows} columns={columns} state={state} openTicket={openTicket} onEnd={() => list.hasNextPage && !list.isFetchingNextPage && void list.fetchNextPage()} />
      )}
    </section>
  );
}

function NoTickets({ state, hasFilters }: { state: ListState; hasFilters: boolean }) {
  const { t } = useTranslation();
  const go = useGo();
  const clear = () => {
    const { to } = listAddress(readList(state.view, {}));
    go(to);
  };
  const kind = hasFilters ? 'filtered' : state.view === 'mine' ? 'mine' : 'any';
  return (
    <EmptyState
      icon={<IconInbox size={24} />}
      title={t(`tickets.empty.${kind}`)}
      action={hasFilters ? <Button onClick={clear}>{t('tickets.clear_filters')}</Button> : <Button onClick={() => go('/tickets/new')}>{t('tickets.new')}</Button>}
    >
      {t(`tickets.empty.${kind}_text`)}
    </EmptyState>
  );
}

interface RowsProps {
  rows: TicketRow[];
  columns: string[];
  state: ListState;
  openTicket?: string;
  onEnd: () => void;
}

function Rows({ rows, columns, state, openTicket, onEnd }: RowsProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const key = JSON.stringify(state);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    initialOffset: places.get(key) ?? 0,
    getItemKey: (index) => rows[index]!.id,
    useFlushSync: false,
  });
  const shown = virtual.getVirtualItems();
  const last = shown[shown.length - 1]?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - 12) onEnd();
    // A new last row is the only reason to ask for more.
  }, [last, rows.length]);
  useKeepPlace(scroll, key, openTicket === undefined);
  useListKeys({ rows, state, openTicket, scroll, show: (index) => virtual.scrollToIndex(index) });
  return (
    <div className={classes.scroll} ref={scroll} onScroll={(event) => event.currentTarget.clientHeight > 0 && places.set(key, event.currentTarget.scrollTop)}>
      <ul className={classes.rows} style={{ height: virtual.getTotalSize() }}>
        {shown.map((item) => (
          <TicketLine
            key={item.key}
            row={rows[item.index]!}
            columns={columns}
            index={item.index}
            count={rows.length}
            top={item.start}
            height={rowHeight}
            address={ticketAddress(rows[item.index]!.number, state)}
            isOpen={String(rows[item.index]!.number) === openTicket || rows[item.index]!.id === openTicket}
          />
        ))}
      </ul>
    </div>
  );
}

/** A list that was hidden behind a ticket comes back where it was, with the focus on that ticket. */
function useKeepPlace(scroll: RefObject<HTMLDivElement | null>, key: string, isAlone: boolean): void {
  useEffect(() => {
    if (scroll.current) scroll.current.scrollTop = places.get(key) ?? 0;
  }, [scroll, key, isAlone]);
}

interface ListKeys {
  rows: TicketRow[];
  state: ListState;
  openTicket?: string;
  scroll: RefObject<HTMLDivElement | null>;
  show: (index: number) => void;
}

/** j and k move the focus along the rows; beside an open ticket they open the next one. */
function useListKeys({ rows, state, openTicket, scroll, show }: ListKeys): void {
  const { t } = useTranslation();
  const go = useGo();
  const queries = useQueryClient();
  const at = useRef(-1);
  const focusRow = (index: number) => {
    show(index);
    requestAnimationFrame(() => scroll.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`)?.focus({ preventScroll: true }));
  };
  const move = (step: 1 | -1) => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-index]')?.dataset.index;
    const open = rows.findIndex((row) => String(row.number) === openTicket);
    const from = openTicket !== undefined ? open : focused !== undefined ? Number(focused) : at.current;
    const next = stepFrom(from, step, rows.length);
    at.current = next;
    const row = rows[next];
    if (!row) return;
    void queries.prefetchQuery(ticketOptions(String(row.number)));
    if (openTicket === undefined) return focusRow(next);
    show(next);
    const { to, search } = ticketAddress(row.number, state);
    go(to, { search });
  };
  useShortcuts([
    { keys: 'j', label: t('tickets.keys.next'), run: () => move(1), isQuiet: true },
    { keys: 'k', label: t('tickets.keys.previous'), run: () => move(-1), isQuiet: true },
  ]);
}
