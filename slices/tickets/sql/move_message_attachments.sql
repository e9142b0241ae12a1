UPDATE attachments SET ticket_id = $2 WHERE message_id = $1
