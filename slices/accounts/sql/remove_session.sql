DELETE FROM sessions WHERE id = $1 AND person_id = $2 RETURNING id
