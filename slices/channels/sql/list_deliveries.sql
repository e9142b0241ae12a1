SELECT x.message_id, x.recipient, x.state, x.last_error, COALESCE(x.sent_at, x.created_at)
FROM messages m
JOIN outbox x ON x.message_id = m.id
WHERE m.ticket_id = $1
ORDER BY x.id
LIMIT 2000
