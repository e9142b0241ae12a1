INSERT INTO sessions (id, token_hash, person_id, created_at, last_seen_at, expires_at, user_agent, ip_prefix)
VALUES ($1, $2, $3, $4, $4, $5, $6, $7)
