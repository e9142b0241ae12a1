SELECT k.id, COALESCE(k.mailbox_id, ''), k.source, k.source_key, k.received_at, k.envelope_from, k.recipient, k.size, k.state, COALESCE(k.ticket_id, ''), COALESCE(k.message_id, ''), k.error, k.attempts, COALESCE(k.blob_id, ''), COALESCE(k.raw, '') FROM kept_mails k LEFT JOIN mailboxes b ON b.id = k.mailbox_id
WHERE k.state = 'unprocessed' AND k.id < $1 AND ($3 = 1 OR b.team_id IN (SELECT team_id FROM team_members WHERE person_id = $4))
ORDER BY k.id DESC LIMIT $2
