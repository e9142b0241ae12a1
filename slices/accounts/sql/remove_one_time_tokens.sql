DELETE FROM one_time_tokens WHERE purpose = $1 AND person_id = $2
