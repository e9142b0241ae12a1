/** Saved views and their numbers, which are counted only up to a bound. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api } from '@ui/api/client';
import type { TicketRow } from '@ui/api/types';
import type { Column, Condition } from './conditions';
import type { Order, Sort } from './list_state';

export interface SavedView {
  id: string;
  owner_id: string;
  owner_name: string;
  name: string;
  is_shared: boolean;
  conditions: Condition;
  sort: Sort;
  order: Order;
  columns: Column[];
  version: number;
  may_change: boolean;
}

export interface Counted {
  count: number;
  has_more: boolean;
}

export const savedPrefix = 'saved:';

export function useSavedView(id: string | null) {
  return useQuery({
    queryKey: ['saved-view', id],
    queryFn: ({ signal }) => api.get<SavedView>(`/saved-views/${id}`, {}, signal),
    enabled: id !== null,
  });
}

/** Looked at once a minute, not with each event: counting is work for the server. */
export function useViewCount(id: string) {
  return useQuery({
    queryKey: ['saved-view', id, 'count'],
    queryFn: ({ signal }) => api.get<Counted>(`/saved-views/${id}/count`, {}, signal),
    staleTime: 30_000,
    refetchInterval: 60_000,
  });
}

export function useViewPreview(conditions: Condition) {
  return useQuery({
    queryKey: ['view-preview', conditions],
    queryFn: () => api.post<Counted & { items: TicketRow[] }>('/view-previews', { conditions }),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
}
