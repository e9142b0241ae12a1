INSERT INTO mailboxes (id, address, name, kind, project_id, team_id, language, is_active, imap, smtp, sends_acknowledgement, most_per_minute)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT DO NOTHING RETURNING id
