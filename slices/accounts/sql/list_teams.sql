SELECT id, name, description, version FROM teams ORDER BY name LIMIT 500
