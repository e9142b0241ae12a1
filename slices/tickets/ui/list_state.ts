/** What a list shows, kept in the address so that it can be sent as a link. */
import type { Query } from '@ui/api/client';
import type { Search } from '@ui/kit/route_link';

export const filterNames = ['status', 'type', 'priority', 'assignee', 'project', 'organisation', 'requester', 'tag', 'q'] as const;
export type FilterName = (typeof filterNames)[number];

export const sorts = ['updated', 'created', 'priority', 'number'] as const;
export type Sort = (typeof sorts)[number];
export type Order = 'asc' | 'desc';

export interface ListState {
  view: string;
  sort: Sort;
  order: Order;
  filters: Partial<Record<FilterName, string>>;
}

export const homeView = 'open';

/** Words of the address that mean nothing are left out: an old link still opens a list. */
export function readList(view: string | undefined, search: Search): ListState {
  const filters: ListState['filters'] = {};
  for (const name of filterNames) {
    const value = search[name]?.trim();
    if (value) filters[name] = value;
  }
  const sort = sorts.find((one) => one === search.sort) ?? 'updated';
  return { view: view ?? search.view ?? homeView, sort, order: search.order === 'asc' ? 'asc' : 'desc', filters };
}

/** The words after the question mark; what is usual is not written. */
export function writeList(state: ListState): Search {
  return {
    ...state.filters,
    sort: state.sort === 'updated' ? undefined : state.sort,
    order: state.order === 'desc' ? undefined : state.order,
  };
}

export function listAddress(state: ListState): { to: string; search: Search } {
  return { to: state.view === homeView ? '/tickets' : `/views/${state.view}`, search: writeList(state) };
}

/** A ticket's address remembers the list it was opened from. */
export function ticketAddress(number: number, state: ListState): { to: string; search: Search } {
  return { to: `/tickets/${number}`, search: { view: state.view === homeView ? undefined : state.view, ...writeList(state) } };
}

export function listQuery(state: ListState, cursor: string | null): Query {
  return { view: state.view, ...state.filters, sort: state.sort, order: state.order, limit: 100, cursor };
}

/** Where j or k leads from here; at the ends one stays. */
export function stepFrom(at: number, step: 1 | -1, length: number): number {
  if (length === 0) return -1;
  if (at < 0) return step === 1 ? 0 : length - 1;
  return Math.min(length - 1, Math.max(0, at + step));
}
