SELECT id, created_at, last_seen_at, user_agent, ip_prefix FROM sessions WHERE person_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC LIMIT 200
