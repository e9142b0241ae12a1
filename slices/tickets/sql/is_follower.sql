SELECT 1 FROM ticket_followers WHERE ticket_id = $1 AND person_id = $2
