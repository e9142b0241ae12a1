SELECT l.id, l.kind, t.id, t.number, t.subject, t.status, 0 FROM ticket_links l JOIN tickets t ON t.id = l.to_id WHERE l.from_id = $1
UNION ALL
SELECT l.id, l.kind, t.id, t.number, t.subject, t.status, 1 FROM ticket_links l JOIN tickets t ON t.id = l.from_id WHERE l.to_id = $1
LIMIT 100
