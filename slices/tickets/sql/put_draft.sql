INSERT INTO ticket_drafts (ticket_id, author_id, kind, body, format, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (ticket_id, author_id, kind) DO UPDATE SET body = excluded.body, format = excluded.format, updated_at = excluded.updated_at
