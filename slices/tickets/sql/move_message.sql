UPDATE messages SET ticket_id = $2 WHERE id = $1
