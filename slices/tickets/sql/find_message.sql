SELECT m.seq, m.id, m.ticket_id, m.kind, m.visibility, COALESCE(m.author_id, ''), m.author_role, m.from_text, m.to_text, m.cc_text, m.channel, m.is_unverified, COALESCE(m.mail_id, ''), m.created_at, m.has_html, m.has_remote_images, m.text, m.signature, m.quoted, COALESCE(p.name, ''), COALESCE(p.email, '')
FROM messages m
LEFT JOIN persons p ON p.id = m.author_id
WHERE m.id = $1 AND m.ticket_id = $2
