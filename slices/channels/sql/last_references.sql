SELECT thread, message_id_header FROM outbox WHERE ticket_id = $1 ORDER BY id DESC LIMIT 1
