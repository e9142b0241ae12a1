INSERT INTO persons (id, email, name, role, language, time_zone, organisation_id, all_teams, is_active, is_verified, password_hash, notes, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (email) DO NOTHING
