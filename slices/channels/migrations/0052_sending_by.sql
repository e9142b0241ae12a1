-- Which node is sending a mail, so that another can go on when it is gone.
ALTER TABLE outbox ADD COLUMN sending_by TEXT NOT NULL DEFAULT '';
