SELECT 1 FROM mailboxes WHERE address = $1 AND id <> $2
