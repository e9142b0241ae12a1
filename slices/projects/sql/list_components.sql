SELECT id, name FROM project_components WHERE project_id = $1 ORDER BY name LIMIT 500
