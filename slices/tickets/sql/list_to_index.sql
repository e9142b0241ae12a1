SELECT m.seq, m.ticket_id, m.visibility, m.text, m.quoted, t.requester_id, t.organisation_id,
    CASE WHEN m.seq = (SELECT MIN(f.seq) FROM messages f WHERE f.ticket_id = m.ticket_id)
         THEN t.subject || ' ' || p.name || ' ' || p.email || ' ' || COALESCE(o.name, '') ELSE '' END
FROM messages m JOIN tickets t ON t.id = m.ticket_id JOIN persons p ON p.id = t.requester_id
LEFT JOIN organisations o ON o.id = t.organisation_id
WHERE m.seq > $1 ORDER BY m.seq LIMIT $2
