SELECT v.id, v.owner_id, p.name, v.name, v.is_shared, v.conditions, v.sort, v.is_ascending, v.columns, v.version
FROM saved_views v JOIN persons p ON p.id = v.owner_id
WHERE v.id = $1 AND (v.owner_id = $2 OR v.is_shared = 1)
