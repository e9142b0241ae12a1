/** What the pages ask the server, and how a change reaches the screen before the server has answered. */
import {
  infiniteQueryOptions,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query';
import { api } from '@ui/api/client';
import type { HistoryEntry, Page, Ticket, TicketRow, View } from '@ui/api/types';
import { listQuery, type ListState } from './list_state';

export function listOptions(state: ListState) {
  return infiniteQueryOptions({
    queryKey: ['tickets', 'list', state],
    queryFn: ({ pageParam, signal }) => api.get<Page<TicketRow>>('/tickets', listQuery(state, pageParam), signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: undefined,
  });
}

export function useTicketList(state: ListState) {
  return useInfiniteQuery(listOptions(state));
}

export function useViews() {
  return useQuery({
    queryKey: ['views'],
    queryFn: async ({ signal }) => (await api.get<Page<View>>('/views', {}, signal)).items,
  });
}

export function useTags() {
  return useQuery({
    queryKey: ['tags'],
    queryFn: ({ signal }) => api.get<string[]>('/tags', {}, signal),
    staleTime: 60_000,
  });
}

export function ticketOptions(number: string) {
  return queryOptions({
    queryKey: ['ticket', number],
    queryFn: ({ signal }) => api.get<Ticket>(`/tickets/${encodeURIComponent(number)}`, {}, signal),
  });
}

export function useTicket(number: string) {
  return useQuery(ticketOptions(number));
}

export function useHistory(number: string) {
  return useQuery({
    queryKey: ['ticket', number, 'history'],
    queryFn: async ({ signal }) => (await api.get<Page<HistoryEntry>>(`/tickets/${number}/history`, { limit: 200 }, signal)).items,
  });
}

/** Rows and counters follow soon after; the ticket itself at once. */
export function takeTicket(queries: QueryClient, ticket: Ticket): void {
  queries.setQueryData(ticketOptions(String(ticket.number)).queryKey, ticket);
  void queries.invalidateQueries({ queryKey: ['tickets'] });
  void queries.invalidateQueries({ queryKey: ['views'] });
  void queries.invalidateQueries({ queryKey: ['ticket', String(ticket.number), 'history'] });
}

interface Change<T> {
  number: number;
  /** How the ticket will look if the server agrees. */
  guess?: (ticket: Ticket, words: T) => Partial<Ticket>;
  send: (ticket: Ticket, words: T) => Promise<Ticket>;
  onError?: (error: unknown, words: T) => void;
}

export function useChange<T>({ number, guess, send, onError }: Change<T>) {
  const queries = useQueryClient();
  const { queryKey } = ticketOptions(String(number));
  return useMutation({
    mutationFn: async (words: T) => send(await current(queries, number), words),
    onMutate: async (words: T) => {
      await queries.cancelQueries({ queryKey, exact: true });
      const before = queries.getQueryData(queryKey);
      if (before && guess) queries.setQueryData(queryKey, { ...before, ...guess(before, words) });
      return before;
    },
    onError: (error, words, before) => {
      if (before) queries.setQueryData(queryKey, before);
      void queries.invalidateQueries({ queryKey, exact: true });
      onError?.(error, words);
    },
    onSuccess: (ticket) => takeTicket(queries, ticket),
  });
}

/** The version last heard from the server; a guess on the screen does not change it. */
async function current(queries: QueryClient, number: number): Promise<Ticket> {
  const known = queries.getQueryData(ticketOptions(String(number)).queryKey);
  return known ?? queries.fetchQuery(ticketOptions(String(number)));
}
