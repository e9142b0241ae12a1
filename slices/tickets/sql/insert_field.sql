INSERT INTO ticket_fields (id, key, name_en, name_zh, type, options, is_required) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id
