UPDATE mailboxes SET address = $3, name = $4, kind = $5, project_id = $6, team_id = $7, language = $8, is_active = $9, imap = $10, smtp = $11,
    sends_acknowledgement = $12, most_per_minute = $13, version = version + 1
WHERE id = $1 AND version = $2 RETURNING version
