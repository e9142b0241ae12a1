INSERT INTO mail_threads (message_id, ticket_id, at, recipient) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING
