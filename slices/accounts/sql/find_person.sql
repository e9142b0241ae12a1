SELECT p.id, p.email, p.name, p.role, p.language, p.time_zone, COALESCE(p.organisation_id, ''), p.all_teams, p.is_active, p.is_verified, COALESCE(p.password_hash, ''), p.notes, p.created_at, p.version
FROM persons p
WHERE p.id = $1
