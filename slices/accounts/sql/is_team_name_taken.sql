SELECT 1 FROM teams WHERE name = $1 AND id <> $2
