INSERT INTO organisations (id, name, notes, shares_tickets, language, time_zone, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (name) DO NOTHING RETURNING id
