SELECT v.id, v.owner_id, p.name, v.name, v.is_shared, v.conditions, v.sort, v.is_ascending, v.columns, v.version
FROM saved_views v JOIN persons p ON p.id = v.owner_id
WHERE v.owner_id = $1 OR v.is_shared = 1
ORDER BY v.is_shared, v.name, v.id LIMIT 200
