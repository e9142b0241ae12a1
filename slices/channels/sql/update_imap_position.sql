UPDATE mailboxes SET imap_uid_validity = $2, imap_last_uid = $3 WHERE id = $1
