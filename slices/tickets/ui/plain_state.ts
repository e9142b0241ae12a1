import type { Status } from '@ui/api/types';

export type PlainState = 'yours' | 'ours' | 'done';

/** Whose turn it is: customers need to know no more of our states. */
export function plainState(status: Status): PlainState {
  if (status === 'waiting_for_customer') return 'yours';
  return status === 'resolved' || status === 'closed' ? 'done' : 'ours';
}
