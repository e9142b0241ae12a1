DELETE FROM ticket_fields WHERE id = $1 RETURNING id
