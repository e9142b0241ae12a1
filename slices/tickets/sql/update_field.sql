UPDATE ticket_fields SET name_en = $2, name_zh = $3, options = $4, is_required = $5 WHERE id = $1 RETURNING id
