UPDATE attachments SET message_id = $2, ticket_id = $3 WHERE id = $1 AND uploader_id = $4 AND message_id IS NULL RETURNING id
