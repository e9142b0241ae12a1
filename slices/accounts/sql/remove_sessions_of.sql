DELETE FROM sessions WHERE person_id = $1
