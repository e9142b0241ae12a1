import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '@ui/api/client';
import type { Ticket } from '@ui/api/types';

/** Reading a ticket counts as having read it, once for each new message. */
export function useMarkRead(ticket: Ticket): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (!ticket.is_unread) return;
    api.put(`/tickets/${ticket.number}/read`).then(
      () => {
        void queries.invalidateQueries({ queryKey: ['tickets'] });
        void queries.invalidateQueries({ queryKey: ['views'] });
      },
      () => undefined,
    );
  }, [queries, ticket.number, ticket.message_count, ticket.is_unread]);
}
