SELECT id, blob_id FROM attachments WHERE message_id IS NULL AND created_at < $1 LIMIT 200
