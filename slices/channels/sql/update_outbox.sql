UPDATE outbox SET state = $2, attempts = $3, next_try_at = $4, last_error = $5, sent_at = $6, sending_by = $7 WHERE id = $1
