INSERT INTO mail_threads (message_id, ticket_id) VALUES ($1, $2) ON CONFLICT DO NOTHING
