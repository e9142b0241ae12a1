DELETE FROM canned_replies WHERE id = $1 RETURNING id
