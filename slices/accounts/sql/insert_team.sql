INSERT INTO teams (id, name, description) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING RETURNING id
