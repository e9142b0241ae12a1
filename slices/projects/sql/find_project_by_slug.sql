SELECT id, name, slug, description, version FROM projects WHERE slug = $1
