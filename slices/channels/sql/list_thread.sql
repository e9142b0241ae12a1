SELECT message_id, recipient FROM mail_threads WHERE ticket_id = $1 AND recipient IN ('', $2) ORDER BY at DESC, message_id DESC LIMIT 20
