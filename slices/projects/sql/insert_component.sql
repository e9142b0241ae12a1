INSERT INTO project_components (id, project_id, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING id
