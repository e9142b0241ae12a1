DELETE FROM ticket_tags WHERE ticket_id = $1
