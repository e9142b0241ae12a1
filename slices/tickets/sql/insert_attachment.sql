INSERT INTO attachments (id, message_id, ticket_id, uploader_id, name, type, size, sha256, blob_id, is_inline, content_id, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
