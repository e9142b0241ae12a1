UPDATE saved_views SET name = $3, is_shared = $4, conditions = $5, sort = $6, is_ascending = $7, columns = $8, version = version + 1 WHERE id = $1 AND version = $2 RETURNING version
