SELECT ticket_id FROM messages WHERE id = $1
