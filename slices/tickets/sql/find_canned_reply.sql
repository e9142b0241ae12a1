SELECT id, title, shortcut, body_en, body_zh, version FROM canned_replies WHERE id = $1
