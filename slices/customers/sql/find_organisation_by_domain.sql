SELECT organisation_id FROM organisation_domains WHERE domain = $1 AND is_verified = 1
