CREATE TABLE migrations (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL);
CREATE TABLE events (
    seq BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject_type TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    actor_id TEXT NOT NULL,
    actor_role TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    ip_prefix TEXT NOT NULL,
    node TEXT NOT NULL,
    payload TEXT NOT NULL,
    salt TEXT NOT NULL,
    payload_hash TEXT NOT NULL,
    prev_hash TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE INDEX events_by_subject ON events (subject_type, subject_id, seq);
CREATE TABLE counters (name TEXT PRIMARY KEY, n BIGINT NOT NULL);
CREATE TABLE event_cursors (consumer TEXT PRIMARY KEY, seq BIGINT NOT NULL, attempts BIGINT NOT NULL DEFAULT 0, last_error TEXT);
CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'dead')),
    run_at BIGINT NOT NULL,
    locked_until BIGINT NOT NULL DEFAULT 0,
    locked_by TEXT,
    attempts BIGINT NOT NULL DEFAULT 0,
    max_attempts BIGINT NOT NULL,
    last_error TEXT,
    created_at BIGINT NOT NULL,
    done_at BIGINT
);
CREATE INDEX jobs_by_due ON jobs (state, run_at);
CREATE TABLE idempotency_keys (
    key_hash TEXT PRIMARY KEY,
    body_hash TEXT NOT NULL,
    status BIGINT NOT NULL,
    headers TEXT NOT NULL,
    body TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE nodes (id TEXT PRIMARY KEY, beat_at BIGINT NOT NULL);
CREATE TABLE persons (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('customer', 'community', 'agent', 'lead', 'security', 'admin')),
    language TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    organisation_id TEXT,
    all_teams BIGINT NOT NULL DEFAULT 1,
    is_active BIGINT NOT NULL DEFAULT 1,
    is_verified BIGINT NOT NULL DEFAULT 0,
    password_hash TEXT,
    notes TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX persons_by_organisation ON persons (organisation_id, id);
CREATE INDEX persons_by_role ON persons (role, name);
CREATE TABLE teams (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE team_members (
    team_id TEXT NOT NULL REFERENCES teams (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES persons (id),
    PRIMARY KEY (team_id, person_id)
);
CREATE INDEX team_members_by_person ON team_members (person_id);
CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    person_id TEXT NOT NULL REFERENCES persons (id),
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    user_agent TEXT NOT NULL,
    ip_prefix TEXT NOT NULL
);
CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE TABLE access_tokens (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    person_id TEXT NOT NULL REFERENCES persons (id),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    last_used_at BIGINT
);
CREATE INDEX access_tokens_by_person ON access_tokens (person_id);
CREATE TABLE one_time_tokens (
    token_hash TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    person_id TEXT,
    bound_to TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE TABLE organisations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    notes TEXT NOT NULL,
    shares_tickets BIGINT NOT NULL DEFAULT 0,
    language TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE organisation_domains (
    domain TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    is_verified BIGINT NOT NULL
);
CREATE INDEX organisation_domains_by_organisation ON organisation_domains (organisation_id);
CREATE TABLE projects (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    slug TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE project_versions (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id),
    name TEXT NOT NULL,
    released_at BIGINT,
    ends_at BIGINT,
    UNIQUE (project_id, name)
);
CREATE TABLE project_components (
    id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (id),
    name TEXT NOT NULL,
    UNIQUE (project_id, name)
);
CREATE TABLE tickets (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    subject TEXT NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('question', 'incident', 'problem', 'request', 'security')),
    status TEXT NOT NULL CHECK (status IN ('new', 'open', 'waiting_for_customer', 'waiting_for_us', 'waiting_for_upstream', 'on_hold', 'resolved', 'closed')),
    is_open BIGINT NOT NULL,
    waits_for_us BIGINT NOT NULL,
    impact TEXT NOT NULL,
    urgency TEXT NOT NULL,
    priority BIGINT NOT NULL,
    requester_id TEXT NOT NULL REFERENCES persons (id),
    organisation_id TEXT REFERENCES organisations (id),
    assignee_id TEXT REFERENCES persons (id),
    team_id TEXT REFERENCES teams (id) ON DELETE SET NULL,
    project_id TEXT REFERENCES projects (id),
    version_id TEXT,
    component_id TEXT,
    channel TEXT NOT NULL,
    tags TEXT NOT NULL,
    fields TEXT NOT NULL,
    message_count BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    last_customer_message_at BIGINT,
    resolved_at BIGINT,
    closed_at BIGINT,
    hold_until BIGINT,
    resolution TEXT NOT NULL DEFAULT '',
    merged_into TEXT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX tickets_by_update ON tickets (updated_at, number);
CREATE INDEX tickets_by_open ON tickets (is_open, updated_at, number);
CREATE INDEX tickets_by_waits_for_us ON tickets (waits_for_us, updated_at, number);
CREATE INDEX tickets_by_status ON tickets (status, updated_at, number);
CREATE INDEX tickets_by_assignee ON tickets (assignee_id, is_open, updated_at, number);
CREATE INDEX tickets_by_team ON tickets (team_id, is_open, updated_at, number);
CREATE INDEX tickets_by_priority ON tickets (is_open, priority, number);
CREATE INDEX tickets_by_requester ON tickets (requester_id, updated_at, number);
CREATE INDEX tickets_by_organisation ON tickets (organisation_id, updated_at, number);
CREATE TABLE messages (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    ticket_id TEXT NOT NULL REFERENCES tickets (id),
    kind TEXT NOT NULL CHECK (kind IN ('reply', 'note', 'forward', 'phone', 'customer', 'system')),
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'customer', 'internal', 'embargoed')),
    author_id TEXT,
    author_role TEXT NOT NULL,
    from_text TEXT NOT NULL,
    to_text TEXT NOT NULL,
    cc_text TEXT NOT NULL,
    channel TEXT NOT NULL,
    is_unverified BIGINT NOT NULL DEFAULT 0,
    mail_id TEXT,
    created_at BIGINT NOT NULL,
    has_html BIGINT NOT NULL,
    has_remote_images BIGINT NOT NULL,
    text TEXT NOT NULL,
    signature TEXT NOT NULL,
    quoted TEXT NOT NULL,
    html TEXT
);
CREATE INDEX messages_by_ticket ON messages (ticket_id, seq);
CREATE TABLE attachments (
    id TEXT PRIMARY KEY,
    message_id TEXT,
    ticket_id TEXT,
    uploader_id TEXT,
    name TEXT NOT NULL,
    type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    blob_id TEXT NOT NULL,
    is_inline BIGINT NOT NULL,
    content_id TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX attachments_by_ticket ON attachments (ticket_id, message_id);
CREATE INDEX attachments_waiting ON attachments (created_at) WHERE message_id IS NULL;
CREATE TABLE ticket_participants (
    ticket_id TEXT NOT NULL REFERENCES tickets (id),
    person_id TEXT NOT NULL REFERENCES persons (id),
    PRIMARY KEY (ticket_id, person_id)
);
CREATE INDEX ticket_participants_by_person ON ticket_participants (person_id, ticket_id);
CREATE TABLE ticket_followers (
    ticket_id TEXT NOT NULL REFERENCES tickets (id),
    person_id TEXT NOT NULL REFERENCES persons (id),
    PRIMARY KEY (ticket_id, person_id)
);
CREATE TABLE ticket_tags (
    tag TEXT NOT NULL,
    ticket_id TEXT NOT NULL REFERENCES tickets (id),
    PRIMARY KEY (tag, ticket_id)
);
CREATE TABLE ticket_links (
    id TEXT PRIMARY KEY,
    from_id TEXT NOT NULL REFERENCES tickets (id),
    to_id TEXT NOT NULL REFERENCES tickets (id),
    kind TEXT NOT NULL,
    UNIQUE (from_id, to_id, kind)
);
CREATE INDEX ticket_links_by_target ON ticket_links (to_id);
CREATE TABLE ticket_drafts (
    ticket_id TEXT NOT NULL REFERENCES tickets (id),
    author_id TEXT NOT NULL REFERENCES persons (id),
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    format TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (ticket_id, author_id, kind)
);
CREATE TABLE ticket_reads (
    person_id TEXT NOT NULL,
    ticket_id TEXT NOT NULL,
    read_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, ticket_id)
);
CREATE TABLE ticket_fields (
    id TEXT PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    name_en TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    type TEXT NOT NULL CHECK (type IN ('text', 'integer', 'boolean', 'date', 'select')),
    options TEXT NOT NULL,
    is_required BIGINT NOT NULL
);
CREATE TABLE search_docs (
    doc INTEGER PRIMARY KEY,
    ticket_id TEXT NOT NULL,
    message_seq BIGINT NOT NULL
);
CREATE VIRTUAL TABLE words_customer USING fts5(words, content='', columnsize=0, detail=none, tokenize='unicode61 remove_diacritics 0');
CREATE VIRTUAL TABLE words_internal USING fts5(words, content='', columnsize=0, detail=none, tokenize='unicode61 remove_diacritics 0');
CREATE INDEX ticket_followers_by_person ON ticket_followers (person_id, ticket_id);
INSERT INTO counters (name, n)
SELECT 'own:' || w.person_id || ':' || COALESCE(t.team_id, '') || ':' || k.key, COUNT(*)
FROM (SELECT id AS ticket_id, assignee_id AS person_id FROM tickets WHERE assignee_id IS NOT NULL UNION SELECT ticket_id, person_id FROM ticket_followers) AS w
JOIN tickets t ON t.id = w.ticket_id
JOIN (SELECT id AS ticket_id, 'all' AS key FROM tickets
      UNION ALL SELECT id, 'status:' || status FROM tickets
      UNION ALL SELECT id, 'open' FROM tickets WHERE is_open = 1
      UNION ALL SELECT id, 'unassigned' FROM tickets WHERE is_open = 1 AND assignee_id IS NULL
      UNION ALL SELECT id, 'waiting_for_us' FROM tickets WHERE waits_for_us = 1) AS k ON k.ticket_id = t.id
GROUP BY 1;
CREATE INDEX search_docs_by_ticket ON search_docs (ticket_id);
INSERT INTO words_customer (rowid, words)
SELECT d.doc, 'xp' || replace(t.requester_id, '-', '') || COALESCE(' xo' || replace(t.organisation_id, '-', ''), '')
       || COALESCE((SELECT group_concat(' xp' || replace(p.person_id, '-', ''), '') FROM ticket_participants p WHERE p.ticket_id = d.ticket_id), '')
FROM search_docs d JOIN tickets t ON t.id = d.ticket_id LEFT JOIN messages m ON m.seq = d.message_seq
WHERE m.visibility IS NULL OR m.visibility IN ('public', 'customer')
ORDER BY d.doc;
CREATE TABLE mailboxes (
    id TEXT PRIMARY KEY,
    address TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('private', 'public_list')),
    project_id TEXT REFERENCES projects (id),
    team_id TEXT REFERENCES teams (id) ON DELETE SET NULL,
    language TEXT NOT NULL,
    is_active BIGINT NOT NULL DEFAULT 1,
    imap TEXT NOT NULL DEFAULT '',
    smtp TEXT NOT NULL DEFAULT '',
    sends_acknowledgement BIGINT NOT NULL DEFAULT 1,
    most_per_minute BIGINT NOT NULL DEFAULT 60,
    imap_uid_validity BIGINT NOT NULL DEFAULT 0,
    imap_last_uid BIGINT NOT NULL DEFAULT 0,
    imap_state TEXT NOT NULL DEFAULT '',
    imap_checked_at BIGINT,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE kept_mails (
    id TEXT PRIMARY KEY,
    mailbox_id TEXT REFERENCES mailboxes (id),
    source TEXT NOT NULL,
    source_key TEXT NOT NULL UNIQUE,
    received_at BIGINT NOT NULL,
    envelope_from TEXT NOT NULL,
    recipient TEXT NOT NULL,
    size BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('processed', 'unprocessed', 'discarded')),
    ticket_id TEXT,
    message_id TEXT,
    error TEXT NOT NULL DEFAULT '',
    attempts BIGINT NOT NULL DEFAULT 1,
    blob_id TEXT,
    raw TEXT
);
CREATE INDEX kept_mails_unprocessed ON kept_mails (id) WHERE state = 'unprocessed';
CREATE INDEX kept_mails_by_ticket ON kept_mails (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE TABLE mail_threads (
    message_id TEXT NOT NULL,
    ticket_id TEXT NOT NULL REFERENCES tickets (id),
    PRIMARY KEY (message_id, ticket_id)
);
CREATE TABLE reply_tokens (
    token_hash TEXT PRIMARY KEY,
    ticket_id TEXT NOT NULL REFERENCES tickets (id),
    person_id TEXT NOT NULL REFERENCES persons (id)
);
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    ticket_id TEXT,
    message_id TEXT,
    mailbox_id TEXT,
    recipient TEXT NOT NULL,
    recipient_name TEXT NOT NULL,
    reply_to TEXT NOT NULL,
    subject TEXT NOT NULL,
    message_id_header TEXT NOT NULL,
    in_reply_to TEXT NOT NULL,
    thread TEXT NOT NULL,
    is_automatic BIGINT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'bounced', 'held')),
    attempts BIGINT NOT NULL DEFAULT 0,
    next_try_at BIGINT NOT NULL,
    last_error TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    sent_at BIGINT,
    text TEXT NOT NULL,
    html TEXT NOT NULL
);
CREATE INDEX outbox_by_state ON outbox (state, next_try_at);
CREATE INDEX outbox_by_ticket ON outbox (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX outbox_by_message ON outbox (message_id) WHERE message_id IS NOT NULL;
CREATE UNIQUE INDEX outbox_by_message_id ON outbox (message_id_header);
CREATE TABLE mail_rates (
    name TEXT NOT NULL,
    minute BIGINT NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (name, minute)
);
CREATE TABLE acknowledgements (
    address TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    n BIGINT NOT NULL
);
CREATE TABLE demo_mails (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    message_id TEXT NOT NULL,
    reply_to TEXT NOT NULL,
    text TEXT NOT NULL,
    raw TEXT NOT NULL
);
ALTER TABLE mail_threads ADD COLUMN at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mail_threads ADD COLUMN recipient TEXT NOT NULL DEFAULT '';
CREATE INDEX mail_threads_by_ticket ON mail_threads (ticket_id, at);
ALTER TABLE outbox ADD COLUMN sending_by TEXT NOT NULL DEFAULT '';
INSERT INTO migrations (name, applied_at) VALUES ('0001_core', 0);
INSERT INTO migrations (name, applied_at) VALUES ('0002_nodes', 0);
INSERT INTO migrations (name, applied_at) VALUES ('0010_accounts', 0);
INSERT INTO migrations (name, applied_at) VALUES ('0020_customers', 0);
INSERT INTO migrations (name, applied_at) VALUES ('0030_projects', 0);
INSERT INTO migrations (name, applied_at) VALUES ('0040_tickets', 0);
INSERT INTO migrations (name, applied_at) VALUES ('0041_own_tickets', 0);
INSERT INTO migrations (name, applied_at) VALUES ('0042_search_scopes', 0);
INSERT INTO migrations (name, applied_at) VALUES ('0050_channels', 0);
INSERT INTO migrations (name, applied_at) VALUES ('0051_thread_order', 0);
INSERT INTO migrations (name, applied_at) VALUES ('0052_sending_by', 0);
INSERT INTO events (seq, at, kind, subject_type, subject_id, scope, actor_id, actor_role, actor_name, ip_prefix, node, payload, salt, payload_hash, prev_hash, hash) VALUES (1, 1795628078721, 'accounts.set_up', 'person', '01a213c6-1680-7000-942f-487fdc94d560', 'admin', '01a213c6-1680-7000-942f-487fdc94d560', 'admin', 'Ada', '', 'localhost', '{}', '7ca8455192a7864186329347c2985419', 'fc815f28753a771c3d552860a1c154459e6da884dbff95c6d210e7307624cc8e', '', '84fd39526c9c59eac5a546401bc2da6776bd7eae70d86a668baa051fa35b9319');
INSERT INTO events (seq, at, kind, subject_type, subject_id, scope, actor_id, actor_role, actor_name, ip_prefix, node, payload, salt, payload_hash, prev_hash, hash) VALUES (2, 1795628078721, 'projects.project_changed', 'project', '01a213c6-1680-7001-957a-2267e6c5aba8', 'signed-in', '01a213c6-1680-7000-942f-487fdc94d560', 'admin', 'Ada', '', 'localhost', '{}', 'ef1aab3e5dac79c188b13fe38dabc190', '6c172c97b0b44bebbe1af9caef9b66bbbfb678dfa3b7cde688671c4bdb43ff41', '84fd39526c9c59eac5a546401bc2da6776bd7eae70d86a668baa051fa35b9319', '5087d22afa4bdf0e33d346acfc9f4895501de3e075775373c407b6fdcac3ba96');
INSERT INTO events (seq, at, kind, subject_type, subject_id, scope, actor_id, actor_role, actor_name, ip_prefix, node, payload, salt, payload_hash, prev_hash, hash) VALUES (3, 1795628078721, 'channels.mailbox_created', 'mailbox', '01a213c6-1680-7002-9baf-9fed4043b7ce', 'admin', '01a213c6-1680-7000-942f-487fdc94d560', 'admin', 'Ada', '', 'localhost', '{}', '69db176b7aa03ff62269cced132401b1', '920e8edef134c6a5e520f3dbf3470e4d88b18190096500b1a1065a1a21762a20', '5087d22afa4bdf0e33d346acfc9f4895501de3e075775373c407b6fdcac3ba96', '19e6c0b4e693a157e0746e403e9fe400235b83c0f049e13efff7c1db49b318b8');
INSERT INTO events (seq, at, kind, subject_type, subject_id, scope, actor_id, actor_role, actor_name, ip_prefix, node, payload, salt, payload_hash, prev_hash, hash) VALUES (4, 1795628078721, 'accounts.signed_in', 'person', '01a213c6-1680-7000-942f-487fdc94d560', 'admin', '01a213c6-1680-7000-942f-487fdc94d560', 'admin', 'Ada', '', 'localhost', '{}', 'c60d35c4a49863ba1f1ad696c2134047', 'fa4b15a6190927a645faee1afdfe1e8412fd0059b1704f4c5334fbf078fe0b95', '19e6c0b4e693a157e0746e403e9fe400235b83c0f049e13efff7c1db49b318b8', '484b5e4dd08afa72aa000b24fbc642b87ef434c33097330b34ee0a0f8093248c');
INSERT INTO events (seq, at, kind, subject_type, subject_id, scope, actor_id, actor_role, actor_name, ip_prefix, node, payload, salt, payload_hash, prev_hash, hash) VALUES (5, 1795628078723, 'accounts.token_made', 'person', '01a213c6-1680-7000-942f-487fdc94d560', 'admin', '01a213c6-1680-7000-942f-487fdc94d560', 'admin', 'Ada', '127.0.0.0/24', 'localhost', '{}', '80e783189a9bce6f25635ae9930ad0e0', '9fe4c5e54bc28204f5096a17950b8e1dd064bc56e7d04cf188c4cae3b3c92bcd', '484b5e4dd08afa72aa000b24fbc642b87ef434c33097330b34ee0a0f8093248c', '204b6c31b53789eb949105733d25243352727e13242bf42947b73a21f7e7be2e');
INSERT INTO events (seq, at, kind, subject_type, subject_id, scope, actor_id, actor_role, actor_name, ip_prefix, node, payload, salt, payload_hash, prev_hash, hash) VALUES (6, 1795628078728, 'accounts.person_created', 'person', '01a213c6-1687-7000-aee1-ac08f297d5b4', 'staff', 'mail-intake', 'system', 'Mainstay', '', 'localhost', '{}', 'e7709e9aea8833968cc315de60a35a69', 'a292b7dfd5db0ad8424d088194c7ada6973812ef5818dfab39314c868b9bd3f1', '204b6c31b53789eb949105733d25243352727e13242bf42947b73a21f7e7be2e', '14aac07e0a47fc321c75ab38d74e8884f42602b4852906f3bba2561d8fedc6fd');
INSERT INTO events (seq, at, kind, subject_type, subject_id, scope, actor_id, actor_role, actor_name, ip_prefix, node, payload, salt, payload_hash, prev_hash, hash) VALUES (7, 1795628078728, 'tickets.ticket_opened', 'ticket', '01a213c6-1687-7001-8972-41a35d39eb0b', 'staff person:01a213c6-1687-7000-aee1-ac08f297d5b4', '01a213c6-1687-7000-aee1-ac08f297d5b4', 'customer', 'Li Wei', '', 'localhost', '{"number":1,"message_id":"01a213c6-1687-7002-b3f7-772ed8f6dc7c"}', '8e86467d4552d9c73cbbbbfec8c25c09', 'b202e5e5404f3ef6e128a869e8140cb5b599c4afa3478b8c0d7aa53c1c9b3e73', '14aac07e0a47fc321c75ab38d74e8884f42602b4852906f3bba2561d8fedc6fd', 'a981e7f5a9dc893b681015047ff6cfc6e951000bf6eed1e7048d49bcffb2a075');
INSERT INTO events (seq, at, kind, subject_type, subject_id, scope, actor_id, actor_role, actor_name, ip_prefix, node, payload, salt, payload_hash, prev_hash, hash) VALUES (8, 1795628078732, 'tickets.ticket_opened', 'ticket', '01a213c6-168b-7000-be08-3eae660cd742', 'staff person:01a213c6-1680-7000-942f-487fdc94d560', '01a213c6-1680-7000-942f-487fdc94d560', 'admin', 'Ada', '127.0.0.0/24', 'localhost', '{"number":2,"message_id":"01a213c6-168b-7001-ae5c-4d909f4151c2"}', 'a3eb84035d199d6808a91c5081781533', '24cd94aca0aab14d86518a6b6251a06dbcfc19c2b33d1abbde45c988c750034f', 'a981e7f5a9dc893b681015047ff6cfc6e951000bf6eed1e7048d49bcffb2a075', 'aeb49e22781d9a4cfc49d092bf8bfdbcf67b1c8985bead241127b3173fb54ab5');
INSERT INTO counters (name, n) VALUES ('view:all', 2);
INSERT INTO counters (name, n) VALUES ('view:open', 2);
INSERT INTO counters (name, n) VALUES ('view:status:new', 2);
INSERT INTO counters (name, n) VALUES ('view:unassigned', 2);
INSERT INTO counters (name, n) VALUES ('view:waiting_for_us', 2);
INSERT INTO jobs (id, kind, payload, state, run_at, locked_until, locked_by, attempts, max_attempts, last_error, created_at, done_at) VALUES ('every.channels.clean', 'every.channels.clean', '{}', 'waiting', 1795631678694, 0, 'localhost-083d26', 0, 9223372036854775807, NULL, 1795628078692, 1795628078694);
INSERT INTO jobs (id, kind, payload, state, run_at, locked_until, locked_by, attempts, max_attempts, last_error, created_at, done_at) VALUES ('every.channels.poll', 'every.channels.poll', '{}', 'waiting', 1795628108694, 0, 'localhost-083d26', 0, 9223372036854775807, NULL, 1795628078692, 1795628078694);
INSERT INTO jobs (id, kind, payload, state, run_at, locked_until, locked_by, attempts, max_attempts, last_error, created_at, done_at) VALUES ('every.house.clean', 'every.house.clean', '{}', 'waiting', 1795631678696, 0, 'localhost-083d26', 0, 9223372036854775807, NULL, 1795628078692, 1795628078696);
INSERT INTO jobs (id, kind, payload, state, run_at, locked_until, locked_by, attempts, max_attempts, last_error, created_at, done_at) VALUES ('every.tickets.clean_uploads', 'every.tickets.clean_uploads', '{}', 'waiting', 1795631678696, 0, 'localhost-083d26', 0, 9223372036854775807, NULL, 1795628078692, 1795628078696);
INSERT INTO jobs (id, kind, payload, state, run_at, locked_until, locked_by, attempts, max_attempts, last_error, created_at, done_at) VALUES ('every.tickets.release_due', 'every.tickets.release_due', '{}', 'waiting', 1795628108697, 0, 'localhost-083d26', 0, 9223372036854775807, NULL, 1795628078692, 1795628078697);
INSERT INTO settings (name, value) VALUES ('key_fingerprint', '1e5247a68f85b098');
INSERT INTO persons (id, email, name, role, language, time_zone, organisation_id, all_teams, is_active, is_verified, password_hash, notes, created_at, version) VALUES ('01a213c6-1680-7000-942f-487fdc94d560', 'ada@desk.example', 'Ada', 'admin', 'en', 'UTC', NULL, 1, 1, 1, '$argon2id$v=19$m=19456,t=2,p=1$O7Or6LO4epIBsj1WY8HEzA$6MmtYcpE+qSyCaIzUcKo13XVV9tENvVFpM5iDoN3UaA', '', 1795628078720, 1);
INSERT INTO persons (id, email, name, role, language, time_zone, organisation_id, all_teams, is_active, is_verified, password_hash, notes, created_at, version) VALUES ('01a213c6-1687-7000-aee1-ac08f297d5b4', 'li.wei@customer.example', 'Li Wei', 'customer', 'zh', 'UTC', NULL, 1, 1, 0, NULL, '', 1795628078727, 1);
INSERT INTO projects (id, name, slug, description, version) VALUES ('01a213c6-1680-7001-957a-2267e6c5aba8', 'Harbor', 'harbor', '', 1);
INSERT INTO tickets (number, id, subject, type, status, is_open, waits_for_us, impact, urgency, priority, requester_id, organisation_id, assignee_id, team_id, project_id, version_id, component_id, channel, tags, fields, message_count, created_at, updated_at, last_customer_message_at, resolved_at, closed_at, hold_until, resolution, merged_into, version) VALUES (1, '01a213c6-1687-7001-8972-41a35d39eb0b', 'Frozen words', 'question', 'new', 1, 1, 'medium', 'medium', 2, '01a213c6-1687-7000-aee1-ac08f297d5b4', NULL, NULL, NULL, '01a213c6-1680-7001-957a-2267e6c5aba8', NULL, NULL, 'mail', '', '{}', 1, 1795628078727, 1795628078727, 1795628078727, NULL, NULL, NULL, '', NULL, 1);
INSERT INTO tickets (number, id, subject, type, status, is_open, waits_for_us, impact, urgency, priority, requester_id, organisation_id, assignee_id, team_id, project_id, version_id, component_id, channel, tags, fields, message_count, created_at, updated_at, last_customer_message_at, resolved_at, closed_at, hold_until, resolution, merged_into, version) VALUES (2, '01a213c6-168b-7000-be08-3eae660cd742', 'Two', 'question', 'new', 1, 1, 'medium', 'medium', 2, '01a213c6-1680-7000-942f-487fdc94d560', NULL, NULL, NULL, NULL, NULL, NULL, 'api', '', '{}', 1, 1795628078731, 1795628078731, 1795628078731, NULL, NULL, NULL, '', NULL, 1);
INSERT INTO messages (seq, id, ticket_id, kind, visibility, author_id, author_role, from_text, to_text, cc_text, channel, is_unverified, mail_id, created_at, has_html, has_remote_images, text, signature, quoted, html) VALUES (1, '01a213c6-1687-7002-b3f7-772ed8f6dc7c', '01a213c6-1687-7001-8972-41a35d39eb0b', 'customer', 'customer', '01a213c6-1687-7000-aee1-ac08f297d5b4', 'customer', 'Li Wei <li.wei@customer.example>', 'help@desk.example', '', 'mail', 0, '01a213c6-1686-7000-8b3e-7a410faf5ebc', 1795628078727, 0, 0, 'it is frozen 看不到日志', '', '', NULL);
INSERT INTO messages (seq, id, ticket_id, kind, visibility, author_id, author_role, from_text, to_text, cc_text, channel, is_unverified, mail_id, created_at, has_html, has_remote_images, text, signature, quoted, html) VALUES (2, '01a213c6-168b-7001-ae5c-4d909f4151c2', '01a213c6-168b-7000-be08-3eae660cd742', 'customer', 'customer', '01a213c6-1680-7000-942f-487fdc94d560', 'admin', '', '', '', 'api', 0, NULL, 1795628078731, 0, 0, 'frozen too', '', '', NULL);
INSERT INTO ticket_participants (ticket_id, person_id) VALUES ('01a213c6-1687-7001-8972-41a35d39eb0b', '01a213c6-1687-7000-aee1-ac08f297d5b4');
INSERT INTO ticket_participants (ticket_id, person_id) VALUES ('01a213c6-168b-7000-be08-3eae660cd742', '01a213c6-1680-7000-942f-487fdc94d560');
INSERT INTO mailboxes (id, address, name, kind, project_id, team_id, language, is_active, imap, smtp, sends_acknowledgement, most_per_minute, imap_uid_validity, imap_last_uid, imap_state, imap_checked_at, version) VALUES ('01a213c6-1680-7002-9baf-9fed4043b7ce', 'help@desk.example', 'Harbor', 'private', '01a213c6-1680-7001-957a-2267e6c5aba8', NULL, 'en', 1, '', '', 1, 60, 0, 0, '', NULL, 1);
INSERT INTO kept_mails (id, mailbox_id, source, source_key, received_at, envelope_from, recipient, size, state, ticket_id, message_id, error, attempts, blob_id, raw) VALUES ('01a213c6-1686-7000-8b3e-7a410faf5ebc', '01a213c6-1680-7002-9baf-9fed4043b7ce', 'lmtp', '01a213c6-1680-7002-9baf-9fed4043b7ce|df98ac7644c3be17e5ea813c60b589f3a635a612686012ddd034d5b0f52352ba', 1795628078726, 'li@customer.example', 'help@desk.example', 371, 'processed', '01a213c6-1687-7001-8972-41a35d39eb0b', NULL, '', 1, NULL, '371:eAFtkLFOAkEQhms32XeYEqKQ3eXgcDWGgpiYgCFAQmEs9m7nvNWDJbcLqE9gYqxpbO0t7XwZ0ddwKUgomJlmksl8X_4h-kU5qw2UzyWcF6aTLpy3Uyzr-Kim8wIvKBliimaJWkJW2inccBHXWWh-C5W9pUrJUfIEhU1VkVvnodJXZua8eqrCyvgcev3x4CwcTVCfgGjCtV2CYKIFPJaNSDbacMxCUXIZMBJ6BiZotlL1FR4UG1sJORbzjkb3sBOmZLRI7jH1EsKfZ5zBypbaUdJVHiWMlA9wvgcXkrEwO3gfnVN3WLvqhkBap1kjUrqtEtGMWjFvZ1GTJYJrxnWMGR6KixLjwbhtWFv63_vrz9fb5uXzd_2x-V5T8g9eCHRt');
INSERT INTO mail_threads (message_id, ticket_id, at, recipient) VALUES ('<01a213c6-1688-7000-8928-e95e0740278b.hxcnsdenwkc2fu5fnchhmt2y44@desk.example>', '01a213c6-1687-7001-8972-41a35d39eb0b', 1795628078728, 'li.wei@customer.example');
INSERT INTO mail_threads (message_id, ticket_id, at, recipient) VALUES ('<69f34ad8ab2546718f450b21d01d7efe@customer.example>', '01a213c6-1687-7001-8972-41a35d39eb0b', 1795628078728, '');
INSERT INTO reply_tokens (token_hash, ticket_id, person_id) VALUES ('df86d193fc31141c6fc1debd3ad347c120c10b4d2dd52943227c53f3a107467b', '01a213c6-1687-7001-8972-41a35d39eb0b', '01a213c6-1687-7000-aee1-ac08f297d5b4');
INSERT INTO outbox (id, ticket_id, message_id, mailbox_id, recipient, recipient_name, reply_to, subject, message_id_header, in_reply_to, thread, is_automatic, state, attempts, next_try_at, last_error, created_at, sent_at, text, html, sending_by) VALUES ('01a213c6-1688-7000-8928-e95e0740278b', '01a213c6-1687-7001-8972-41a35d39eb0b', NULL, '01a213c6-1680-7002-9baf-9fed4043b7ce', 'li.wei@customer.example', '', 'help+t-hxcnsdenwkc2fu5fnchhmt2y44@desk.example', '我们已收到您的来信 [#1]', '<01a213c6-1688-7000-8928-e95e0740278b.hxcnsdenwkc2fu5fnchhmt2y44@desk.example>', '<69f34ad8ab2546718f450b21d01d7efe@customer.example>', '<69f34ad8ab2546718f450b21d01d7efe@customer.example>', 1, 'held', 1, 1795628078728, 'No outgoing mail server is configured ([mail.smtp] or the mailbox''s own).', 1795628078728, NULL, '您好：

您的来信已收到，编号为 #1。我们的同事会阅读并回复您。

如需补充，直接回复本邮件即可。

Harbor
', '<div style="white-space: pre-wrap">您好：

您的来信已收到，编号为 #1。我们的同事会阅读并回复您。

如需补充，直接回复本邮件即可。

Harbor
</div>', '');
INSERT INTO mail_rates (name, minute, n) VALUES ('01a213c6-1680-7002-9baf-9fed4043b7ce', 29927134, 1);
INSERT INTO mail_rates (name, minute, n) VALUES ('all', 29927134, 1);
INSERT INTO acknowledgements (address, at, n) VALUES ('li.wei@customer.example', 1795628078728, 1);
INSERT INTO search_docs (ticket_id, message_seq) SELECT ticket_id, seq FROM messages ORDER BY seq;
INSERT INTO words_customer (rowid, words) SELECT d.doc, 'frozen xp' || replace(t.requester_id, '-', '') FROM search_docs d JOIN tickets t ON t.id = d.ticket_id;
