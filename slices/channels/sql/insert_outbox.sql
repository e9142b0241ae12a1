INSERT INTO outbox (id, ticket_id, message_id, mailbox_id, recipient, recipient_name, reply_to, subject, message_id_header, in_reply_to, thread,
    is_automatic, state, next_try_at, created_at, text, html)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14, $15, $16)
