SELECT id, name FROM project_components WHERE id = $1 AND project_id = $2
