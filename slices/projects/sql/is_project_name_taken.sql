SELECT 1 FROM projects WHERE name = $1 AND id <> $2
