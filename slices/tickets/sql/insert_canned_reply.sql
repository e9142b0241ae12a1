INSERT INTO canned_replies (id, title, shortcut, body_en, body_zh) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING id
