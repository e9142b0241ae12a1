SELECT id, title, shortcut, body_en, body_zh, version FROM canned_replies ORDER BY shortcut LIMIT 500
