CREATE TABLE tickets (
    number ${SERIAL_KEY},
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
    seq ${SERIAL_KEY},
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
    doc ${SERIAL_KEY},
    ticket_id TEXT NOT NULL,
    message_seq BIGINT NOT NULL
);
CREATE TABLE words_customer (doc BIGINT PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX words_customer_words ON words_customer USING gin (words);
CREATE TABLE words_internal (doc BIGINT PRIMARY KEY, words tsvector NOT NULL);
CREATE INDEX words_internal_words ON words_internal USING gin (words);
