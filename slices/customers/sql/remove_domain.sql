DELETE FROM organisation_domains WHERE domain = $1 AND organisation_id = $2 RETURNING domain
