SELECT domain, is_verified FROM organisation_domains WHERE organisation_id = $1 ORDER BY domain LIMIT 200
