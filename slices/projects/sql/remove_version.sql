DELETE FROM project_versions WHERE id = $1 AND project_id = $2 RETURNING id
