UPDATE projects SET name = $3, slug = $4, description = $5, version = version + 1 WHERE id = $1 AND version = $2 RETURNING version
