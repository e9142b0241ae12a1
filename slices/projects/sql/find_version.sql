SELECT id, name, released_at, ends_at FROM project_versions WHERE id = $1 AND project_id = $2
