// What the stand-in server knows: a small desk with tickets in English and Chinese.
const hour = 3_600_000;
export const ago = (hours) => new Date(Date.now() - hours * hour).toISOString();
let counter = 1;
export const newId = () => `01930000-0000-7000-8000-${String(counter++).padStart(12, '0')}`;

const person = (name, email, role, more = {}) => ({
  id: newId(), name, email, role, language: 'en', time_zone: 'Europe/Berlin', organisation_id: null, organisation_name: null,
  team_ids: [], is_active: true, is_verified: true, created_at: ago(900), version: 1, notes: '', ...more,
});

export const organisations = [
  ['Meridian Freight', ['meridian.example'], 'Runs the port terminals in Rotterdam and Antwerp.', 'en'],
  ['海川数据', ['haichuan.example'], '华东区重点客户，周报发给运维负责人。', 'zh'],
  ['Aldgate University Library', ['aldgate.example', 'library.aldgate.example'], '', 'en'],
].map(([name, domains, notes, language]) => ({
  id: newId(), name, domains: domains.map((domain, index) => ({ domain, is_verified: index === 0 })), notes, shares_tickets: true,
  language, time_zone: language === 'zh' ? 'Asia/Shanghai' : 'Europe/London', contact_count: 2, open_tickets: 2, created_at: ago(2000), version: 1,
}));
const [meridian, haichuan, aldgate] = organisations;
const of = (organisation) => ({ organisation_id: organisation.id, organisation_name: organisation.name });

export const people = [
  person('Ada Keller', 'ada@mainstay.demo', 'admin'),
  person('Jonas Brandt', 'mei@mainstay.demo', 'agent'),
  person('林晓雨', 'jonas@mainstay.demo', 'lead', { language: 'zh', time_zone: 'Asia/Shanghai' }),
  person('Priya Natarajan', 'li.wei@blueriver.example', 'customer', of(meridian)),
  person('王建国', 'wang@haichuan.example', 'customer', { ...of(haichuan), language: 'zh' }),
  person('Oluwaseun Adeyemi-Featherstonehaugh of the Night Shift Team', 'seun@aldgate.example', 'customer', of(aldgate)),
];
const [admin, agent, lead, priya, wang, seun] = people;
export const refOf = (one) => one && { id: one.id, name: one.name, email: one.email };

export const teams = [
  { id: newId(), name: 'Core', description: 'Storage and replication', members: [refOf(agent), refOf(lead)], version: 1 },
  { id: newId(), name: '华东支持', description: '中文客户', members: [refOf(lead)], version: 1 },
];
for (const team of teams) for (const member of team.members) people.find((one) => one.id === member.id).team_ids.push(team.id);

export const projects = [
  {
    id: newId(), name: 'Keelson', slug: 'keelson', description: 'A replicated key-value store', version: 1,
    versions: [
      { id: newId(), name: '4.2', released_at: ago(700), ends_at: null },
      { id: newId(), name: '4.1 LTS', released_at: ago(9000), ends_at: new Date(Date.now() + 9000 * hour).toISOString() },
    ],
    components: [{ id: newId(), name: 'replication' }, { id: newId(), name: 'cli' }],
  },
  { id: newId(), name: 'Halyard', slug: 'halyard', description: 'Deployment tool', version: 1, versions: [], components: [] },
];

export const message = (author, text, more = {}) => ({
  id: newId(), kind: author?.role === 'customer' ? 'customer' : 'reply', visibility: 'customer', author: refOf(author), author_role: author?.role ?? '',
  from_text: author ? `${author.name} <${author.email}>` : '', text, quoted: '', signature: '', has_html: false, has_remote_images: false,
  attachments: [], channel: 'mail', created_at: ago(1), delivery: [], is_unverified: false, to: ['support@keelson.example'], cc: [], ...more,
});

export const statuses = ['new', 'open', 'waiting_for_customer', 'waiting_for_us', 'waiting_for_upstream', 'on_hold', 'resolved', 'closed'];
let number = 1000;
export function ticket(subject, requester, more = {}, messages = []) {
  const organisation = organisations.find((one) => one.id === requester.organisation_id);
  const project = more.project_id === null ? null : projects[0];
  return {
    id: newId(), number: ++number, subject, status: 'new', type: 'question', priority: 'normal', impact: 'medium', urgency: 'medium',
    requester: refOf(requester), organisation_id: organisation?.id ?? null, organisation_name: organisation?.name ?? null, assignee: null,
    team_id: null, team_name: null, project_id: project?.id ?? null, project_name: project?.name ?? null, tags: [],
    message_count: messages.length, created_at: ago(30), updated_at: ago(2), last_customer_message_at: ago(2), is_unread: true,
    version_id: null, version_name: null, component_id: null, component_name: null, channel: 'mail', participants: [], followers: [],
    fields: {}, links: [], merged_into: null, resolution: null, resolved_at: null, closed_at: null, hold_until: null, version: 1,
    messages, older_messages: 0, allowed_statuses: statuses, drafts: [], ...more,
  };
}

const quoted = 'On Monday Jonas Brandt wrote:\n> Which version do the replicas run?\n> And do you see the lag on all of them?';
export const tickets = [
  ticket('Replica falls behind after failover', priya, { status: 'waiting_for_us', priority: 'urgent', impact: 'high', urgency: 'high', type: 'incident', assignee: refOf(agent), team_id: teams[0].id, team_name: 'Core', tags: ['replication', 'failover'], followers: [refOf(lead)] }, [
    message(priya, 'Since the failover on Sunday night one replica stays about forty minutes behind. Writes are fine, but our reports read from it.\n\nThe log says:\n\n    replication: resume refused, term 41 < 42', { created_at: ago(28), has_html: true, has_remote_images: true, signature: 'Priya Natarajan\nPlatform, Meridian Freight', attachments: [{ id: newId(), name: 'keelson-replica-3.log', type: 'text/plain', size: 48213, is_inline: false, url: '/api/v1/attachments/1' }] }),
    message(agent, 'Thank you for the log. Which version do the replicas run, and do you see the lag on all of them?', { created_at: ago(20), delivery: [{ recipient: 'li.wei@blueriver.example', state: 'sent', detail: '250 ok', at: ago(20) }] }),
    message(lead, 'Looks like KEEL-2231. The fix is in 4.2.3, which is not out yet.', { kind: 'note', visibility: 'internal', created_at: ago(19), channel: 'web' }),
    message(priya, 'All run 4.2.1. Only replica 3 lags.', { created_at: ago(2), quoted, signature: 'Priya Natarajan\nPlatform, Meridian Freight' }),
  ]),
  ticket('升级到 4.2 之后命令行工具报错', wang, { status: 'new', priority: 'high', type: 'problem', tags: ['升级'], updated_at: ago(0.4), last_customer_message_at: ago(0.4) }, [
    message(wang, '您好，\n\n昨晚升级到 4.2 之后，执行 keelson backup 时提示“无法读取配置文件”。回退到 4.1 就正常，请问是不是配置格式有变化？', { created_at: ago(0.4), signature: '王建国\n海川数据 运维部' }),
  ]),
  ticket('How do we rotate the signing keys without downtime?', seun, { status: 'open', assignee: refOf(agent), is_unread: false, updated_at: ago(6), last_customer_message_at: ago(6) }, [
    message(seun, 'We would like to rotate the signing keys every quarter. Is there a way to do it without a restart?', { created_at: ago(6), is_unverified: true }),
  ]),
  ticket('Backup to object storage is slow over the week-end', priya, { status: 'waiting_for_customer', assignee: refOf(lead), is_unread: false, updated_at: ago(50), last_customer_message_at: ago(80) }, [message(priya, 'It takes nine hours since May.', { created_at: ago(80) })]),
  ticket('Request: named contact for the audit', seun, { status: 'on_hold', type: 'request', priority: 'low', hold_until: ago(-72), is_unread: false, updated_at: ago(90) }, [message(seun, 'Our auditor would like to speak to someone.', { created_at: ago(95) })]),
  ticket('证书到期提醒邮件没有收到', wang, { status: 'resolved', is_unread: false, updated_at: ago(120), assignee: refOf(lead), resolution: '邮件被对方网关拦截，已加入白名单。' }, [message(wang, '今年没有收到提醒邮件。', { created_at: ago(140) })]),
  ...Array.from({ length: 60 }, (_, index) =>
    ticket(`${['Cluster does not start after', 'Question about', 'Documentation unclear on', 'Timeout while using'][index % 4]} ${['snapshot restore', 'role mapping', 'the compaction window', 'TLS renewal', 'range scans'][index % 5]}`,
      [priya, wang, seun][index % 3],
      { status: statuses[index % 5], priority: ['low', 'normal', 'high'][index % 3], assignee: index % 2 ? refOf(agent) : null, is_unread: index % 4 === 0, updated_at: ago(10 + index * 5), last_customer_message_at: ago(11 + index * 5), created_at: ago(40 + index * 6) },
      [message([priya, wang, seun][index % 3], 'Could you have a look at this?', { created_at: ago(40 + index * 6) })])),
];

export const mails = [];
export const uploads = new Map();
export const unprocessed = [
  { id: newId(), received_at: ago(5), source: 'imap support@keelson.example', envelope_from: 'scanner@copier.example', size: 8_214_331, error: 'The MIME structure is nested more than 50 levels deep.', attempts: 3 },
];
export const outbox = [
  { id: newId(), to: 'seun@aldgate.example', subject: 'Re: How do we rotate the signing keys', state: 'failed', attempts: 5, last_error: '451 4.7.1 Greylisted, try again later', next_try_at: ago(-1), created_at: ago(3), ticket_id: tickets[2].id, ticket_number: tickets[2].number },
  { id: newId(), to: 'li.wei@blueriver.example', subject: 'Re: Replica falls behind after failover', state: 'sent', attempts: 1, last_error: '', next_try_at: null, created_at: ago(20), ticket_id: tickets[0].id, ticket_number: tickets[0].number },
];
export const mailboxes = [{ id: newId(), address: 'support@keelson.example', name: 'Keelson support', kind: 'private', project_id: projects[0].id, team_id: teams[0].id, language: 'en', imap: { host: 'mail.keelson.example', port: 993, user: 'support' }, smtp: { host: 'mail.keelson.example', port: 465, user: 'support' } }];
export const jobs = [
  { id: newId(), kind: 'channels.fetch_mail', state: 'waiting', attempts: 1, last_error: '', run_at: ago(0.1), created_at: ago(0.1) },
  { id: newId(), kind: 'search.index_message', state: 'dead', attempts: 10, last_error: 'disk is full', run_at: ago(9), created_at: ago(10) },
];
export const audit = Array.from({ length: 24 }, (_, index) => ({ seq: 400 - index, at: ago(index * 2), actor_id: [admin, agent, lead][index % 3].id, actor_role: 'agent', actor_name: [admin, agent, lead][index % 3].name, kind: ['tickets.ticket_assigned', 'tickets.message_added', 'accounts.session_started'][index % 3], subject_type: ['ticket', 'ticket', 'session'][index % 3], subject_id: tickets[index % 6].id }));
export const sending = { is_stopped: false, reason: '' };
export const tokens = [];
export const state = { seq: 500 };
