UPDATE mailboxes SET imap_state = $2, imap_checked_at = $3 WHERE id = $1
