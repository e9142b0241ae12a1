ALTER TABLE mail_threads ADD COLUMN at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE mail_threads ADD COLUMN recipient TEXT NOT NULL DEFAULT '';
CREATE INDEX mail_threads_by_ticket ON mail_threads (ticket_id, at);
