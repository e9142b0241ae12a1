SELECT id, name, slug, description, version FROM projects ORDER BY name LIMIT 500
