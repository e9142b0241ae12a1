SELECT 1 FROM organisations WHERE name = $1 AND id <> $2
