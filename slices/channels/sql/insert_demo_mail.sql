INSERT INTO demo_mails (id, at, sender, recipient, subject, message_id, reply_to, text, raw) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
