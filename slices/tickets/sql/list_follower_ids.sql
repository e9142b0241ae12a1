SELECT person_id FROM ticket_followers WHERE ticket_id = $1 ORDER BY person_id LIMIT 200
