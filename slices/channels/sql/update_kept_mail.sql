UPDATE kept_mails SET state = $2, ticket_id = $3, message_id = $4, error = $5, attempts = attempts + 1 WHERE id = $1 RETURNING id
