SELECT html FROM messages WHERE id = $1 AND ticket_id = $2
