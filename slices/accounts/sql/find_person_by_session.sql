SELECT p.id, p.email, p.name, p.role, p.language, p.time_zone, COALESCE(p.organisation_id, ''), p.all_teams, p.is_active, p.is_verified, COALESCE(p.password_hash, ''), p.notes, p.created_at, p.version, s.id, s.last_seen_at
FROM sessions s
JOIN persons p ON p.id = s.person_id
WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3 AND p.is_active = 1
