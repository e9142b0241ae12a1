INSERT INTO project_versions (id, project_id, name, released_at, ends_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id
