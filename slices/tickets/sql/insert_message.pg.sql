INSERT INTO messages (id, ticket_id, kind, visibility, author_id, author_role, from_text, to_text, cc_text, channel, is_unverified, mail_id,
    created_at, has_html, has_remote_images, text, signature, quoted, html)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
RETURNING seq
