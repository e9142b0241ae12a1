SELECT 1 FROM project_versions WHERE project_id = $1 AND name = $2 AND id <> $3
