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
