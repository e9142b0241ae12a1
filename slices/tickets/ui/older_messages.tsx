/** The beginning of a very long conversation: fetched page by page when asked for, put above what is there. */
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '@ui/api/client';
import type { Message, Page, Ticket } from '@ui/api/types';
import { ErrorPanel } from '@ui/kit/states';
import classes from './conversation.module.css';
import { MessageItem } from './message_item';

export function OlderMessages({ ticket, isPortal }: { ticket: Ticket; isPortal: boolean }) {
  const { t } = useTranslation();
  const shown = new Set(ticket.messages.map((message) => message.id));
  const pages = useInfiniteQuery({
    queryKey: ['ticket', String(ticket.number), 'older'],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Message>>(`/tickets/${ticket.number}/messages`, { limit: 200, ...(pageParam && { cursor: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: false,
    staleTime: Infinity,
  });
  const older = [...(pages.data?.pages ?? [])].reverse().flatMap((page) => page.items.filter((message) => !shown.has(message.id)));
  // The first page mostly repeats what the ticket brought, so the first click fetches two.
  const more = async () => {
    const first = pages.data ? undefined : await pages.refetch();
    if (!first || first.data?.pages.at(-1)?.next) await pages.fetchNextPage();
  };
  const left = ticket.older_messages - older.length;
  return (
    <>
      {pages.isError && <ErrorPanel error={pages.error} onRetry={() => void more()} />}
      {left > 0 && (!pages.data || pages.hasNextPage) && (
        <p className={classes.older}>
          <Button size="compact-sm" loading={pages.isFetching} onClick={() => void more()}>
            {t('tickets.older', { count: left })}
          </Button>
        </p>
      )}
      {older.length > 0 && (
        <ol className={classes.messages} data-older>
          {older.map((message) => (
            <MessageItem key={message.id} ticket={ticket} message={message} isPortal={isPortal} />
          ))}
        </ol>
      )}
    </>
  );
}
