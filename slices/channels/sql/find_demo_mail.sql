SELECT id, at, sender, recipient, subject, message_id, reply_to, text, raw FROM demo_mails WHERE id = $1
