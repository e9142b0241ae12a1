UPDATE persons
SET name = $3, role = $4, language = $5, time_zone = $6, organisation_id = $7, all_teams = $8, is_active = $9, is_verified = $10,
    password_hash = $11, notes = $12, version = version + 1
WHERE id = $1 AND version = $2
RETURNING version
