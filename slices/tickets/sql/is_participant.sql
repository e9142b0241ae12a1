SELECT 1 FROM ticket_participants WHERE ticket_id = $1 AND person_id = $2
