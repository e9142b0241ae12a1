SELECT person_id FROM ticket_participants WHERE ticket_id = $1 ORDER BY person_id LIMIT 1000
