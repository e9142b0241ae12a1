SELECT COUNT(*) FROM (
    SELECT 1 AS one FROM messages
    WHERE ticket_id = $1 AND seq > $2 AND COALESCE(author_id, '') <> $3 AND visibility IN ('public', 'customer') LIMIT 100) AS few
