DELETE FROM ticket_links WHERE id = $1 AND (from_id = $2 OR to_id = $2) RETURNING id
