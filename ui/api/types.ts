/** The shapes of docs/api/contract.md. `npm run api:types` writes the generated ones beside this file. */
export type Role = 'customer' | 'community' | 'agent' | 'lead' | 'security' | 'admin';
export type Language = 'en' | 'zh';
export type Status =
  | 'new'
  | 'open'
  | 'waiting_for_customer'
  | 'waiting_for_us'
  | 'waiting_for_upstream'
  | 'on_hold'
  | 'resolved'
  | 'closed';
export type TicketType = 'question' | 'incident' | 'problem' | 'request' | 'security';
export type Priority = 'low' | 'normal' | 'high' | 'urgent';
export type Level = 'low' | 'medium' | 'high';
export type LinkKind = 'relates_to' | 'duplicates' | 'blocks' | 'caused_by';

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Service {
  mode: 'open' | 'full' | 'read_only';
}

export interface Me {
  id: string;
  name: string;
  email: string;
  role: Role;
  language: Language;
  time_zone: string;
  organisation_id: string | null;
  team_ids: string[];
  all_teams: boolean;
  is_demo: boolean;
}

export interface Session {
  id: string;
  person: Me;
  created_at: string;
  expires_at: string;
}

export interface SessionRow {
  id: string;
  created_at: string;
  last_seen_at: string;
  user_agent: string;
  ip_prefix: string;
  is_current: boolean;
}

export interface TokenRow {
  id: string;
  name: string;
  scopes: string[];
  created_at: string;
  expires_at?: string | null;
  token?: string;
}

export interface SetupState {
  is_open: boolean;
  is_demo?: boolean;
}

export interface PersonRef {
  id: string;
  name: string;
  email: string;
}

export interface Person extends PersonRef {
  role: Role;
  language: Language;
  time_zone: string;
  organisation_id: string | null;
  organisation_name: string | null;
  team_ids: string[];
  is_active: boolean;
  is_verified: boolean;
  created_at: string;
  version: number;
  notes: string;
}

export interface Invitation {
  id: string;
  email: string;
  name: string;
  role: Role;
  created_at: string;
  expires_at?: string | null;
}

export interface Team {
  id: string;
  name: string;
  description: string;
  members: PersonRef[];
  version: number;
}

export interface Organisation {
  id: string;
  name: string;
  domains: { domain: string; is_verified: boolean }[];
  notes: string;
  shares_tickets: boolean;
  language: Language;
  time_zone: string;
  contact_count: number;
  open_tickets: number;
  created_at: string;
  version: number;
}

export interface ProjectVersion {
  id: string;
  name: string;
  released_at: string | null;
  ends_at: string | null;
}

export interface Project {
  id: string;
  name: string;
  slug: string;
  description: string;
  versions: ProjectVersion[];
  components: { id: string; name: string }[];
  version: number;
}

export interface TicketRow {
  id: string;
  number: number;
  subject: string;
  status: Status;
  type: TicketType;
  priority: Priority;
  impact: Level;
  urgency: Level;
  requester: PersonRef;
  organisation_id: string | null;
  organisation_name: string | null;
  assignee: PersonRef | null;
  team_id: string | null;
  team_name: string | null;
  project_id: string | null;
  project_name: string | null;
  tags: string[];
  message_count: number;
  created_at: string;
  updated_at: string;
  last_customer_message_at: string | null;
  is_unread: boolean;
  snippet?: string;
}

export interface Attachment {
  id: string;
  name: string;
  type: string;
  size: number;
  is_inline: boolean;
  url: string;
}

export interface Delivery {
  recipient: string;
  state: 'queued' | 'sent' | 'failed' | 'bounced' | 'held';
  detail: string;
  at: string;
}

export interface Message {
  id: string;
  kind: 'reply' | 'note' | 'forward' | 'phone' | 'customer' | 'system';
  visibility: 'public' | 'customer' | 'internal' | 'embargoed';
  author: PersonRef | null;
  author_role: string;
  from_text: string;
  text: string;
  quoted: string;
  signature: string;
  has_html: boolean;
  has_remote_images: boolean;
  attachments: Attachment[];
  channel: string;
  created_at: string;
  delivery: Delivery[];
  is_unverified: boolean;
  to: string[];
  cc: string[];
}

export interface Draft {
  kind: 'reply' | 'note';
  body: string;
  format: string;
  updated_at: string;
  author: PersonRef | null;
}

export interface TicketLink {
  id: string;
  kind: LinkKind;
  ticket_id: string;
  number: number;
  subject: string;
  status: Status;
}

export interface Ticket extends TicketRow {
  version_id: string | null;
  version_name: string | null;
  component_id: string | null;
  component_name: string | null;
  channel: 'mail' | 'web' | 'api' | 'phone' | 'import';
  participants: PersonRef[];
  followers: PersonRef[];
  fields: Record<string, unknown>;
  links: TicketLink[];
  merged_into: { id: string; number: number } | string | number | null;
  resolution: string | null;
  resolved_at: string | null;
  closed_at: string | null;
  hold_until: string | null;
  version: number;
  messages: Message[];
  older_messages: number;
  allowed_statuses: Status[];
  drafts: Draft[];
}

export interface View {
  key: string;
  name: string;
  /** null for saved views, which are counted when somebody looks. */
  count: number | null;
  group: 'mine' | 'all' | 'team' | 'own' | 'shared';
  sort: string | null;
  order: string | null;
  columns: string[];
}

export interface HistoryEntry {
  seq: number;
  at: string;
  actor: PersonRef | null;
  kind: string;
  changes: { field: string; from: unknown; to: unknown }[];
}

export interface Upload {
  id: string;
  name: string;
  type: string;
  size: number;
}

export interface Mailbox {
  id: string;
  address: string;
  name: string;
  kind: 'private' | 'public_list';
  project_id: string | null;
  team_id: string | null;
  language: Language;
  imap?: MailServer | null;
  smtp?: MailServer | null;
  version?: number;
}

export interface MailServer {
  host: string;
  port: number;
  user: string;
  password?: string;
  security?: string;
  folder?: string;
  oauth?: MailOAuth | null;
}

export interface MailOAuth {
  token_url: string;
  client_id: string;
  client_secret?: string;
  refresh_token?: string;
}

export interface MailServerTest {
  is_ok: boolean;
  passed: string[];
  failed: string | null;
  messages: number | null;
}

export interface MailboxTest {
  imap: MailServerTest | null;
  smtp: MailServerTest | null;
}

export interface UnprocessedMail {
  id: string;
  received_at: string;
  source: string;
  envelope_from: string;
  size: number;
  error: string;
  code: string;
  attempts: number;
}

export interface OutboxMail {
  id: string;
  to: string;
  subject: string;
  state: string;
  attempts: number;
  last_error: string;
  next_try_at: string | null;
  created_at: string;
  ticket_id: string | null;
  ticket_number: number | null;
}

export interface Sending {
  is_stopped: boolean;
  reason: string;
}

export interface Job {
  id: string;
  kind: string;
  state: string;
  attempts: number;
  last_error: string;
  run_at: string;
  created_at: string;
}

export interface AuditEvent {
  seq: number;
  at: string;
  actor_id: string;
  actor_role: string;
  actor_name: string;
  kind: string;
  subject_type: string;
  subject_id: string;
}

export interface DemoMail {
  id: string;
  at: string;
  from: string;
  to: string;
  subject: string;
  message_id: string;
  reply_to: string;
  text: string;
}

export interface LiveEvent {
  seq: number;
  kind: string;
  subject_type: string;
  subject_id: string;
  number?: number;
  actor_id: string | null;
  at: string;
}
