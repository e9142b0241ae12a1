SELECT COUNT(*) FROM (SELECT 1 FROM persons WHERE organisation_id = $1 LIMIT 10000) AS found
