SELECT message_id, recipient, state, last_error, COALESCE(sent_at, created_at) FROM outbox WHERE ticket_id = $1 AND message_id IS NOT NULL ORDER BY id LIMIT 2000
