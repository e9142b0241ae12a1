UPDATE canned_replies SET title = $3, body_en = $4, body_zh = $5, version = version + 1 WHERE id = $1 AND version = $2 RETURNING version
