SELECT id, name, released_at, ends_at FROM project_versions WHERE project_id = $1 ORDER BY released_at DESC, name LIMIT 500
