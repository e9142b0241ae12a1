UPDATE organisations
SET name = $3, notes = $4, shares_tickets = $5, language = $6, time_zone = $7, version = version + 1
WHERE id = $1 AND version = $2
RETURNING version
