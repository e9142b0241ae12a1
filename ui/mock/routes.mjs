// The routes of the stand-in: [method, path, access, handler].
import * as d from './data.mjs';
import { ticketRoutes, rowOf } from './ticket_routes.mjs';
import { demoRoutes } from './demo_routes.mjs';

const page = (items) => ({ body: { items, next: null } });
const find = (list, id) => list.find((one) => one.id === id);
const missing = { status: 404, code: 'not_found', body: 'Not found.' };
const with404 = (value, then) => (value ? then(value) : missing);
const meOf = (one) => ({ id: one.id, name: one.name, email: one.email, role: one.role, language: one.language, time_zone: one.time_zone, organisation_id: one.organisation_id, team_ids: one.team_ids, all_teams: true, is_demo: true });
const session = (one, status = 201) => ({ status, signIn: one.id, body: { id: d.newId(), person: meOf(one), created_at: d.ago(0), expires_at: d.ago(-300) } });
const change = (list) => ({ p, body }) => with404(find(list, p.id), (one) => ({ body: Object.assign(one, body, { version: (one.version ?? 1) + 1 }) }));
const add = (list, shape) => ({ body }) => {
  const one = { id: d.newId(), version: 1, created_at: d.ago(0), ...shape, ...body };
  list.push(one);
  return { status: 201, body: one };
};
const drop = (list) => ({ p }) => void list.splice(list.findIndex((one) => one.id === p.id), 1);
const has = (text, words) => !words || text.toLowerCase().includes(words.toLowerCase());
const invitations = [];

function signIn({ body }) {
  const one = d.people.find((person) => person.email === body.email);
  if (!one || body.password !== 'demo-password') return { status: 401, code: 'wrong_credentials', body: 'The address or the password is not right.' };
  return session(one);
}

function setMember(isMember) {
  return ({ p }) => {
    const team = find(d.teams, p.id);
    team.members = team.members.filter((one) => one.id !== p.person);
    if (isMember) team.members.push(d.refOf(find(d.people, p.person)));
    return { body: team };
  };
}

function setDomain(isThere) {
  return ({ p }) => {
    const one = find(d.organisations, p.id);
    one.domains = one.domains.filter((domain) => domain.domain !== p.domain);
    if (isThere) one.domains.push({ domain: p.domain, is_verified: false });
    return { body: one };
  };
}

function createToken({ body }) {
  const one = { id: d.newId(), scopes: [], created_at: d.ago(0), ...body };
  d.tokens.push(one);
  return { status: 201, body: { ...one, token: `mst_${'x'.repeat(40)}` } };
}

const people = ({ query }) =>
  page(d.people.filter((one) => has(one.name + one.email, query.get('q')) && (!query.get('role') || (query.get('role') === 'staff' ? one.role !== 'customer' : one.role === query.get('role'))) && (!query.get('organisation') || one.organisation_id === query.get('organisation'))));

export const routes = [
  ['GET', '/setup', 'anyone', () => ({ body: { is_open: false, is_demo: true } })],
  ['POST', '/setup', 'anyone', () => session(d.people[0])],
  ['POST', '/sessions', 'anyone', signIn],
  ['DELETE', '/sessions/current', 'signed_in', () => ({ status: 204, signOut: true })],
  ['GET', '/me', 'signed_in', ({ me }) => ({ body: meOf(me) })],
  ['PATCH', '/me', 'signed_in', ({ me, body }) => ({ body: meOf(Object.assign(me, body)) })],
  ['PUT', '/me/password', 'signed_in', ({ body }) => (body.current_password === 'demo-password' ? undefined : { status: 422, code: 'invalid', body: 'Please check the field.', fields: [{ pointer: '/current_password', code: 'wrong', detail: 'This is not your current password.' }] })],
  ['GET', '/me/sessions', 'signed_in', () => page([{ id: d.newId(), created_at: d.ago(30), last_seen_at: d.ago(0), user_agent: 'Firefox 144 on Linux', ip_prefix: '192.0.2.0/24', is_current: true }, { id: d.newId(), created_at: d.ago(300), last_seen_at: d.ago(40), user_agent: 'Safari on iPhone', ip_prefix: '198.51.100.0/24', is_current: false }])],
  ['DELETE', '/me/sessions/:id', 'signed_in', () => undefined],
  ['GET', '/me/tokens', 'signed_in', () => page(d.tokens)],
  ['POST', '/me/tokens', 'signed_in', createToken],
  ['DELETE', '/me/tokens/:id', 'signed_in', drop(d.tokens)],
  ['POST', '/registrations', 'anyone', () => ({ status: 202 })],
  ['POST', '/registrations/verification', 'anyone', () => session(d.people[3])],
  ['POST', '/password-resets', 'anyone', () => ({ status: 202 })],
  ['PUT', '/password-resets/:token', 'anyone', () => undefined],
  ['GET', '/invitations', 'agents', () => page(invitations)],
  ['POST', '/invitations', 'agents', add(invitations, {})],
  ['PUT', '/invitations/:token', 'anyone', () => session(d.people[1])],
  ['GET', '/people', 'agents', people],
  ['POST', '/people', 'agents', add(d.people, { is_active: true, is_verified: false, team_ids: [], notes: '', role: 'customer', organisation_id: null, organisation_name: null, language: 'en', time_zone: 'UTC' })],
  ['GET', '/people/:id', 'agents', ({ p }) => with404(find(d.people, p.id), (one) => ({ body: one }))],
  ['PATCH', '/people/:id', 'agents', change(d.people)],
  ['GET', '/teams', 'agents', () => page(d.teams)],
  ['POST', '/teams', 'agents', add(d.teams, { members: [], description: '' })],
  ['PATCH', '/teams/:id', 'agents', change(d.teams)],
  ['DELETE', '/teams/:id', 'agents', drop(d.teams)],
  ['PUT', '/teams/:id/members/:person', 'agents', setMember(true)],
  ['DELETE', '/teams/:id/members/:person', 'agents', setMember(false)],
  ['GET', '/organisations', 'agents', ({ query }) => page(d.organisations.filter((one) => has(one.name, query.get('q'))))],
  ['POST', '/organisations', 'agents', add(d.organisations, { domains: [], notes: '', shares_tickets: false, language: 'en', time_zone: 'UTC', contact_count: 0, open_tickets: 0 })],
  ['GET', '/organisations/:id', 'agents', ({ p }) => with404(find(d.organisations, p.id), (one) => ({ body: one }))],
  ['PATCH', '/organisations/:id', 'agents', change(d.organisations)],
  ['PUT', '/organisations/:id/domains/:domain', 'agents', setDomain(true)],
  ['DELETE', '/organisations/:id/domains/:domain', 'agents', setDomain(false)],
  ['GET', '/projects', 'signed_in', () => page(d.projects)],
  ['POST', '/projects', 'agents', add(d.projects, { versions: [], components: [], slug: '', description: '' })],
  ['GET', '/projects/:id', 'signed_in', ({ p }) => with404(find(d.projects, p.id), (one) => ({ body: one }))],
  ['PATCH', '/projects/:id', 'agents', change(d.projects)],
  ['POST', '/projects/:id/versions', 'agents', ({ p, body }) => add(find(d.projects, p.id).versions, { released_at: null, ends_at: null })({ body })],
  ['DELETE', '/projects/:id/versions/:version', 'agents', ({ p }) => drop(find(d.projects, p.id).versions)({ p: { id: p.version } })],
  ['POST', '/projects/:id/components', 'agents', ({ p, body }) => add(find(d.projects, p.id).components, {})({ body })],
  ['DELETE', '/projects/:id/components/:component', 'agents', ({ p }) => drop(find(d.projects, p.id).components)({ p: { id: p.component } })],
  ...ticketRoutes,
  ['GET', '/mailboxes', 'agents', () => page(d.mailboxes)],
  ['POST', '/mailboxes', 'agents', add(d.mailboxes, {})],
  ['PATCH', '/mailboxes/:id', 'agents', change(d.mailboxes)],
  ['DELETE', '/mailboxes/:id', 'agents', drop(d.mailboxes)],
  ['GET', '/mail/unprocessed', 'agents', () => page(d.unprocessed)],
  ['GET', '/mail/unprocessed/:id/raw', 'agents', () => ({ type: 'message/rfc822', raw: 'From: scanner@copier.example\r\n\r\nbytes' })],
  ['POST', '/mail/unprocessed/:id/retry', 'agents', drop(d.unprocessed)],
  ['DELETE', '/mail/unprocessed/:id', 'agents', drop(d.unprocessed)],
  ['GET', '/mail/outbox', 'agents', ({ query }) => page(d.outbox.filter((one) => one.state === (query.get('state') ?? 'queued')))],
  ['POST', '/mail/outbox/:id/retry', 'agents', ({ p }) => ({ body: Object.assign(find(d.outbox, p.id), { state: 'queued' }) })],
  ['GET', '/mail/sending', 'agents', () => ({ body: d.sending })],
  ['PUT', '/mail/sending', 'agents', ({ body }) => ({ body: Object.assign(d.sending, body) })],
  ['GET', '/jobs', 'agents', ({ query }) => page(d.jobs.filter((one) => one.state === (query.get('state') ?? 'dead')))],
  ['POST', '/jobs/:id/retry', 'agents', ({ p }) => ({ body: Object.assign(find(d.jobs, p.id), { state: 'queued' }) })],
  ['GET', '/audit/events', 'agents', () => page(d.audit)],
  ...demoRoutes,
];
export { rowOf };
