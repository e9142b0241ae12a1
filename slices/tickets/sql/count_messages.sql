SELECT COUNT(*), MAX(CASE WHEN kind = 'customer' THEN created_at END) FROM messages WHERE ticket_id = $1
