SELECT p.id, p.name, p.email FROM ticket_participants x JOIN persons p ON p.id = x.person_id WHERE x.ticket_id = $1 ORDER BY p.name LIMIT 200
