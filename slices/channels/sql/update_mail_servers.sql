UPDATE mailboxes SET imap = $2, smtp = $3 WHERE id = $1
