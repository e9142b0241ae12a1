SELECT COUNT(*) FROM saved_views WHERE owner_id = $1
