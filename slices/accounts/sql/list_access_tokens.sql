SELECT id, name, scopes, created_at, expires_at, last_used_at FROM access_tokens WHERE person_id = $1 ORDER BY id DESC LIMIT 200
