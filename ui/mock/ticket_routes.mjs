// Tickets of the stand-in.
import * as d from './data.mjs';
import { tell } from './live.mjs';

const rowKeys = ['id', 'number', 'subject', 'status', 'type', 'priority', 'impact', 'urgency', 'requester', 'organisation_id', 'organisation_name', 'assignee', 'team_id', 'team_name', 'project_id', 'project_name', 'tags', 'message_count', 'created_at', 'updated_at', 'last_customer_message_at', 'is_unread'];
export const rowOf = (ticket) => Object.fromEntries(rowKeys.map((key) => [key, ticket[key]]));
export const findTicket = (id) => d.tickets.find((one) => one.id === id || String(one.number) === String(id));
const done = (ticket) => ['resolved', 'closed'].includes(ticket.status);
const ranks = ['low', 'normal', 'high', 'urgent'];
const gone = { status: 404, code: 'not_found', body: 'There is no such ticket.' };

const views = {
  mine: (one, me) => !done(one) && one.assignee?.id === me.id,
  unassigned: (one) => !done(one) && !one.assignee,
  open: (one) => !done(one),
  all: () => true,
};
for (const status of d.statuses) views[status] ??= (one) => one.status === status;
views.open = (one) => !done(one);
const inView = (key, me) => views[key] ?? ((one) => key.startsWith('team:') && one.team_id === key.slice(5) && !done(one));

export function touch(ticket, kind, me) {
  ticket.version++;
  ticket.updated_at = new Date().toISOString();
  ticket.message_count = ticket.messages.length;
  tell(kind, ticket, me);
  return { body: ticket, etag: ticket.version };
}

const sorts = { updated: (one) => one.updated_at, created: (one) => one.created_at, priority: (one) => ranks.indexOf(one.priority), number: (one) => one.number };

function list({ me, query }) {
  const is = (name, get) => (one) => !query.get(name) || query.get(name).split(',').includes(get(one));
  const assignee = query.get('assignee');
  const key = sorts[query.get('sort') ?? 'updated'];
  const sign = query.get('order') === 'asc' ? 1 : -1;
  const found = d.tickets
    .filter((one) => me.role !== 'customer' || one.requester.id === me.id)
    .filter((one) => !one.merged_into)
    .filter((one) => !query.get('view') || inView(query.get('view'), me)(one, me))
    .filter(is('status', (one) => one.status)).filter(is('type', (one) => one.type)).filter(is('priority', (one) => one.priority))
    .filter(is('organisation', (one) => one.organisation_id)).filter(is('requester', (one) => one.requester.id)).filter(is('project', (one) => one.project_id))
    .filter((one) => !assignee || (assignee === 'none' ? !one.assignee : one.assignee?.id === (assignee === 'me' ? me.id : assignee)))
    .filter((one) => !query.get('tag') || one.tags.includes(query.get('tag')))
    .filter((one) => !query.get('q') || one.subject.toLowerCase().includes(query.get('q').toLowerCase()))
    .sort((a, b) => (key(a) < key(b) ? -sign : sign));
  const start = Number(query.get('cursor') ?? 0);
  const size = Number(query.get('limit') ?? 50);
  return { body: { items: found.slice(start, start + size).map(rowOf), next: start + size < found.length ? String(start + size) : null } };
}

function open({ me, body }) {
  if (!body.subject) return { status: 422, code: 'invalid', body: 'Please check the fields.', fields: [{ pointer: '/subject', code: 'required', detail: 'Say in a few words what it is about.' }] };
  const requester = d.people.find((one) => one.id === body.requester_id || one.email === body.requester_email) ?? me;
  const first = d.message(requester, body.body, { channel: 'web', created_at: d.ago(0), attachments: files(body) });
  const made = d.ticket(body.subject, requester, { ...pick(body), channel: 'web', created_at: d.ago(0), updated_at: d.ago(0) }, [first]);
  d.tickets.unshift(made);
  tell('tickets.ticket_opened', made, me);
  return { status: 201, body: made };
}
const pick = ({ type = 'question', project_id = null, tags = [], impact = 'medium', urgency = 'medium' }) => ({ type, project_id, tags, impact, urgency });
const files = (body) => (body.attachments ?? []).map((id) => ({ ...d.uploads.get(id), is_inline: false, url: `/api/v1/attachments/${id}` }));

export function addMessage(ticket, me, body) {
  const isNote = body.kind === 'note';
  const kind = me.role === 'customer' ? 'customer' : (body.kind ?? 'reply');
  const delivery = kind === 'reply' ? [{ recipient: ticket.requester.email, state: 'sent', detail: '250 ok', at: d.ago(0) }] : [];
  const made = d.message(me, body.body, { kind, visibility: isNote ? 'internal' : 'customer', channel: 'web', created_at: d.ago(0), delivery, attachments: files(body) });
  ticket.messages.push(made);
  ticket.status = body.status ?? (me.role === 'customer' ? 'waiting_for_us' : kind === 'reply' ? 'waiting_for_customer' : ticket.status);
  if (me.role === 'customer') Object.assign(ticket, { is_unread: true, last_customer_message_at: d.ago(0) });
  if (kind === 'reply') d.mails.unshift({ id: d.newId(), from: 'support@keelson.example', to: ticket.requester.email, reply_to: 'support@keelson.example', at: d.ago(0), subject: `Re: ${ticket.subject} [#${ticket.number}]`, message_id: `<${made.id}@keelson.example>`, text: body.body, number: ticket.number });
  ticket.drafts = ticket.drafts.filter((draft) => draft.kind !== (isNote ? 'note' : 'reply'));
  touch(ticket, 'tickets.message_added', me);
  return made;
}

function patch({ me, body, headers, ticket }) {
  if (headers['if-match'] && headers['if-match'] !== `"v${ticket.version}"`) return { status: 412, code: 'changed', body: 'The ticket was changed in the meantime.' };
  Object.assign(ticket, body);
  if (body.project_id !== undefined) ticket.project_name = d.projects.find((one) => one.id === body.project_id)?.name ?? null;
  const level = ['low', 'medium', 'high'].indexOf(ticket.impact) + ['low', 'medium', 'high'].indexOf(ticket.urgency);
  ticket.priority = ['low', 'normal', 'normal', 'high', 'urgent'][level];
  return touch(ticket, 'tickets.ticket_changed', me);
}

function assign({ me, body, ticket }) {
  if ('assignee_id' in body) ticket.assignee = d.refOf(d.people.find((one) => one.id === body.assignee_id)) ?? null;
  if ('team_id' in body) Object.assign(ticket, { team_id: body.team_id, team_name: d.teams.find((one) => one.id === body.team_id)?.name ?? null });
  return touch(ticket, 'tickets.ticket_assigned', me);
}

const set = (fields, kind) => (context) => {
  Object.assign(context.ticket, typeof fields === 'function' ? fields(context) : fields);
  return touch(context.ticket, kind, context.me);
};

function merge({ me, ticket, body }) {
  const target = findTicket(body.into);
  if (!target) return { status: 422, code: 'invalid', body: 'There is no such ticket.', fields: [{ pointer: '/into', code: 'unknown', detail: 'There is no ticket with this number.' }] };
  target.messages.push(...ticket.messages);
  target.messages.sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
  Object.assign(ticket, { merged_into: target.number, status: 'closed' });
  touch(ticket, 'tickets.ticket_merged', me);
  return touch(target, 'tickets.ticket_merged', me);
}

function link({ me, ticket, body }) {
  const other = findTicket(body.ticket);
  if (!other) return { status: 422, code: 'invalid', body: 'There is no such ticket.', fields: [{ pointer: '/ticket', code: 'unknown', detail: 'There is no ticket with this number.' }] };
  ticket.links.push({ id: d.newId(), kind: body.kind, ticket_id: other.id, number: other.number, subject: other.subject, status: other.status });
  return touch(ticket, 'tickets.tickets_linked', me);
}

function split({ me, ticket, p, body }) {
  const message = ticket.messages.find((one) => one.id === p.message);
  const made = d.ticket(body.subject, d.people.find((one) => one.id === ticket.requester.id), {}, [message]);
  d.tickets.unshift(made);
  tell('tickets.ticket_opened', made, me);
  return { status: 201, body: made };
}

function search({ me, query }) {
  const words = query.get('q') ?? '';
  const hits = d.tickets.filter((one) => me.role !== 'customer' || one.requester.id === me.id).filter((one) => String(one.number) === words || [one.subject, ...one.messages.map((message) => message.text)].some((text) => text.toLowerCase().includes(words.toLowerCase())));
  return { body: { items: hits.slice(0, Number(query.get('limit') ?? 50)).map((one) => ({ ...rowOf(one), snippet: snippet(one, words) })), next: null } };
}
function snippet(ticket, words) {
  const text = ticket.messages.map((one) => one.text).find((one) => one.toLowerCase().includes(words.toLowerCase())) ?? ticket.subject;
  const at = text.toLowerCase().indexOf(words.toLowerCase());
  if (at < 0) return text.slice(0, 120);
  return `${text.slice(Math.max(0, at - 40), at)}«${text.slice(at, at + words.length)}»${text.slice(at + words.length, at + 80)}`;
}

function countViews({ me }) {
  const count = (key) => d.tickets.filter((one) => inView(key, me)(one, me)).length;
  const fixed = ['mine', 'unassigned', 'new', 'waiting_for_us', 'open', 'waiting_for_customer', 'waiting_for_upstream', 'on_hold', 'resolved', 'closed', 'all'];
  const items = fixed.map((key) => ({ key, name: key, count: count(key), group: key === 'mine' ? 'mine' : 'all' }));
  return { body: { items: [...items, ...d.teams.map((team) => ({ key: `team:${team.id}`, name: team.name, count: count(`team:${team.id}`), group: 'team' }))], next: null } };
}

const withTicket = (handle) => (context) => {
  const ticket = findTicket(context.p.id);
  const isTheirs = ticket && (context.me.role !== 'customer' || ticket.requester.id === context.me.id);
  return isTheirs ? handle({ ...context, ticket }) : gone;
};
const shown = (ticket, me) => (me.role === 'customer' ? { ...ticket, messages: ticket.messages.filter((one) => one.visibility !== 'internal') } : ticket);
const history = ({ ticket }) => ({ body: { next: null, items: [
  { seq: 3, at: ticket.updated_at, actor: d.refOf(d.people[2]), kind: 'tickets.ticket_changed', changes: [{ field: 'status', from: 'new', to: ticket.status }] },
  { seq: 2, at: ticket.created_at, actor: d.refOf(d.people[1]), kind: 'tickets.ticket_assigned', changes: [{ field: 'assignee', from: null, to: ticket.assignee?.name ?? null }] },
  { seq: 1, at: ticket.created_at, actor: ticket.requester, kind: 'tickets.ticket_opened', changes: [] },
] } });

function putDraft({ me, ticket, p, body }) {
  const draft = { kind: p.kind, body: body.body, format: 'text', updated_at: d.ago(0), author: d.refOf(me) };
  ticket.drafts = [...ticket.drafts.filter((one) => one.kind !== p.kind), draft];
  return { body: draft };
}

function upload({ query, body, headers }) {
  const made = { id: d.newId(), name: query.get('name'), type: headers['content-type'], size: body.length };
  d.uploads.set(made.id, { ...made, bytes: body });
  return { status: 201, body: made };
}

const follower = (isOn) => set(({ ticket, p }) => ({ followers: [...ticket.followers.filter((one) => one.id !== p.person), ...(isOn ? [d.refOf(d.people.find((one) => one.id === p.person))] : [])] }), 'tickets.ticket_changed');
const html = '<!doctype html><meta charset="utf-8"><body style="font-family:serif"><p>Since the failover on <b>Sunday night</b> one replica stays <i>about forty minutes</i> behind.</p></body>';

const one = (method, path, access, handle) => [method, `/tickets/:id${path}`, access, withTicket(handle)];
export const ticketRoutes = [
  ['GET', '/tickets', 'signed_in', list],
  ['POST', '/tickets', 'signed_in', open],
  one('GET', '', 'signed_in', ({ ticket, me }) => ({ body: shown(ticket, me), etag: ticket.version })),
  one('PATCH', '', 'agents', patch),
  one('GET', '/messages', 'signed_in', ({ ticket, me }) => ({ body: { items: shown(ticket, me).messages, next: null } })),
  one('POST', '/messages', 'signed_in', ({ ticket, me, body }) => ({ status: 201, body: addMessage(ticket, me, body) })),
  one('GET', '/messages/:message/html', 'signed_in', () => ({ type: 'text/html; charset=utf-8', raw: html })),
  one('GET', '/messages/:message/raw', 'agents', () => ({ type: 'message/rfc822', raw: 'From: someone\r\n\r\nbytes' })),
  one('POST', '/messages/:message/split', 'agents', split),
  one('PUT', '/assignment', 'agents', assign),
  one('PUT', '/status', 'agents', set(({ body }) => ({ status: body.status }), 'tickets.ticket_changed')),
  one('POST', '/resolution', 'agents', set(({ body }) => ({ status: 'resolved', resolution: body.summary ?? null, resolved_at: d.ago(0) }), 'tickets.ticket_resolved')),
  one('POST', '/closure', 'signed_in', set({ status: 'closed' }, 'tickets.ticket_closed')),
  one('POST', '/reopening', 'signed_in', set({ status: 'open' }, 'tickets.ticket_reopened')),
  one('PUT', '/hold', 'agents', set(({ body }) => ({ status: 'on_hold', hold_until: body.until ?? null }), 'tickets.ticket_held')),
  one('DELETE', '/hold', 'agents', set({ status: 'open', hold_until: null }, 'tickets.ticket_changed')),
  one('POST', '/merger', 'agents', merge),
  one('POST', '/links', 'agents', link),
  one('DELETE', '/links/:link', 'agents', set(({ ticket, p }) => ({ links: ticket.links.filter((link) => link.id !== p.link) }), 'tickets.ticket_changed')),
  one('PUT', '/followers/:person', 'agents', follower(true)),
  one('DELETE', '/followers/:person', 'agents', follower(false)),
  one('POST', '/participants', 'agents', set(({ ticket, body }) => ({ participants: [...ticket.participants, { id: d.newId(), name: body.name ?? body.email, email: body.email }] }), 'tickets.ticket_changed')),
  one('DELETE', '/participants/:person', 'agents', set(({ ticket, p }) => ({ participants: ticket.participants.filter((one) => one.id !== p.person) }), 'tickets.ticket_changed')),
  one('PUT', '/drafts/:kind', 'signed_in', putDraft),
  one('DELETE', '/drafts/:kind', 'signed_in', ({ ticket, p }) => void (ticket.drafts = ticket.drafts.filter((draft) => draft.kind !== p.kind))),
  one('GET', '/history', 'signed_in', history),
  one('PUT', '/read', 'signed_in', ({ ticket }) => void (ticket.is_unread = false)),
  ['POST', '/uploads', 'signed_in', upload],
  ['GET', '/attachments/:id', 'signed_in', ({ p }) => ({ type: 'application/octet-stream', raw: d.uploads.get(p.id)?.bytes ?? 'bytes' })],
  ['GET', '/views', 'agents', countViews],
  ['GET', '/search', 'signed_in', search],
  ['GET', '/tags', 'agents', () => ({ body: { items: [...new Set(d.tickets.flatMap((one) => one.tags))], next: null } })],
  ['GET', '/ticket-fields', 'signed_in', () => ({ body: { items: [], next: null } })],
];
