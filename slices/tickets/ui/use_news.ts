/** What others have written to or for the customer since an answer was begun. */
import { useRef, useState } from 'react';
import type { Message, Ticket } from '@ui/api/types';
import { useMe } from '@ui/shell/session';

export interface News {
  /** The last message that was there when the answer was begun, or read since. */
  after: string | undefined;
  fresh: Message[];
  /** They have been read: gives the last message there is now. */
  read: () => string | undefined;
}

/** Messages after `after` that are not mine and that the customer can see. */
export function freshIn(messages: Message[], after: string | undefined, me: string | undefined): Message[] {
  const from = messages.findIndex((message) => message.id === after) + 1;
  return messages.slice(from).filter((message) => message.author?.id !== me && message.visibility !== 'internal' && message.visibility !== 'embargoed');
}

export function nameOf(message: Message): string {
  return message.author?.name ?? message.from_text;
}

export function useNews(ticket: Ticket, isWriting: boolean): News {
  const me = useMe();
  const begun = useRef<string | undefined>(undefined);
  const [, redraw] = useState(0);
  const last = ticket.messages[ticket.messages.length - 1]?.id;
  if (!isWriting) begun.current = undefined;
  else begun.current ??= last;
  const read = () => {
    begun.current = last;
    redraw((count) => count + 1);
    return last;
  };
  return { after: begun.current, fresh: begun.current === undefined ? [] : freshIn(ticket.messages, begun.current, me?.id), read };
}
