UPDATE project_versions SET name = $3, released_at = $4, ends_at = $5 WHERE id = $1 AND project_id = $2 RETURNING id
