import { queryOptions } from '@tanstack/react-query';
import { api } from '@ui/api/client';
import type { Organisation, Page, Person, TicketRow } from '@ui/api/types';

export function organisationOptions(id: string) {
  return queryOptions({
    queryKey: ['organisation', id],
    queryFn: ({ signal }) => api.get<Organisation>(`/organisations/${encodeURIComponent(id)}`, {}, signal),
  });
}

export function personOptions(id: string) {
  return queryOptions({
    queryKey: ['people', 'one', id],
    queryFn: ({ signal }) => api.get<Person>(`/people/${encodeURIComponent(id)}`, {}, signal),
  });
}

export function ticketsOptions(filter: { organisation?: string; requester?: string }) {
  return queryOptions({
    queryKey: ['tickets', 'of', filter],
    queryFn: async ({ signal }) => (await api.get<Page<TicketRow>>('/tickets', { ...filter, limit: 10 }, signal)).items,
  });
}
