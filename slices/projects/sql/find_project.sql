SELECT id, name, slug, description, version FROM projects WHERE id = $1
