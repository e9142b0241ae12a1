INSERT INTO kept_mails (id, mailbox_id, source, source_key, received_at, envelope_from, recipient, size, state, ticket_id, message_id, error, blob_id, raw)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (source_key) DO NOTHING
