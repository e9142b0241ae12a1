SELECT id, name, description, version FROM teams WHERE id = $1
