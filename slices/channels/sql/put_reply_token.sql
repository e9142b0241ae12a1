INSERT INTO reply_tokens (token_hash, ticket_id, person_id) VALUES ($1, $2, $3) ON CONFLICT (token_hash) DO NOTHING
