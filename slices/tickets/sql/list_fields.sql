SELECT id, key, name_en, name_zh, type, options, is_required FROM ticket_fields ORDER BY key LIMIT 500
