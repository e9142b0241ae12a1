/** The fixed lists a ticket is described with. */
import type { Level, LinkKind, Priority, Status, TicketType } from '@ui/api/types';

export const types: TicketType[] = ['question', 'incident', 'problem', 'request', 'security'];
export const priorities: Priority[] = ['urgent', 'high', 'normal', 'low'];
export const levels: Level[] = ['low', 'medium', 'high'];
export const linkKinds: LinkKind[] = ['relates_to', 'duplicates', 'blocks', 'caused_by'];
export const statuses: Status[] = [
  'new',
  'open',
  'waiting_for_us',
  'waiting_for_customer',
  'waiting_for_upstream',
  'on_hold',
  'resolved',
  'closed',
];

export function isDone(status: Status): boolean {
  return status === 'resolved' || status === 'closed';
}
