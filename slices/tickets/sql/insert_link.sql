INSERT INTO ticket_links (id, from_id, to_id, kind) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id
