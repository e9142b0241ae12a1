SELECT id, at, sender, recipient, subject, message_id, reply_to, text FROM demo_mails ORDER BY id DESC LIMIT 100
