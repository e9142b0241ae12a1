SELECT 1 FROM kept_mails WHERE ticket_id = $1 AND mailbox_id = $2 LIMIT 1
