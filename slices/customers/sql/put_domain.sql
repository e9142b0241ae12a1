INSERT INTO organisation_domains (domain, organisation_id, is_verified) VALUES ($1, $2, $3)
ON CONFLICT (domain) DO UPDATE SET is_verified = excluded.is_verified WHERE organisation_domains.organisation_id = excluded.organisation_id
RETURNING domain
