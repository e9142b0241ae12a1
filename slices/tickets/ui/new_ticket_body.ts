import type { Level, TicketType } from '@ui/api/types';

export interface NewTicket {
  subject: string;
  body: string;
  type: TicketType;
  impact: Level;
  urgency: Level;
  project_id: string | null;
  version_id: string | null;
  requester: string | null;
  requester_name: string;
  channel: 'web' | 'phone';
}

/** What is sent: customers say what it is about, the desk also how bad it is and for whom. */
export function bodyOf(values: NewTicket, attachments: string[], desk: boolean): Record<string, unknown> {
  const { requester, requester_name, channel, impact, urgency, project_id, version_id, ...rest } = values;
  const about = { ...(project_id && { project_id }), ...(version_id && { version_id }), ...(attachments.length > 0 && { attachments }) };
  if (!desk) return { ...rest, format: 'text', ...about };
  const who = requester?.includes('@') ? { requester_email: requester, ...(requester_name && { requester_name }) } : { ...(requester && { requester_id: requester }) };
  return { ...rest, format: 'text', ...about, impact, urgency, ...who, ...(channel === 'phone' && { channel }) };
}
