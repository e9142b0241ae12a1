SELECT ticket_id FROM mail_threads WHERE message_id = $1 LIMIT 10
