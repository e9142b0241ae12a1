INSERT INTO saved_views (id, owner_id, name, is_shared, conditions, sort, is_ascending, columns, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
