INSERT INTO one_time_tokens (token_hash, purpose, person_id, bound_to, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)
