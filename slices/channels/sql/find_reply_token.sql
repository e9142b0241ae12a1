SELECT ticket_id, person_id FROM reply_tokens WHERE token_hash = $1
