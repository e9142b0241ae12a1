DELETE FROM access_tokens WHERE person_id = $1
