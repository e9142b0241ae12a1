INSERT INTO projects (id, name, slug, description) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING id
