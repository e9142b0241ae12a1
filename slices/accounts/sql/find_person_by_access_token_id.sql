SELECT p.id, p.email, p.name, p.role, p.language, p.time_zone, COALESCE(p.organisation_id, ''), p.all_teams, p.is_active, p.is_verified, COALESCE(p.password_hash, ''), p.notes, p.created_at, p.version, a.id, a.scopes, COALESCE(a.last_used_at, 0)
FROM access_tokens a
JOIN persons p ON p.id = a.person_id
WHERE a.id = $1 AND (a.expires_at IS NULL OR a.expires_at > $2) AND p.is_active = 1
