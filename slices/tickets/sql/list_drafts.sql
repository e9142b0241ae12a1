SELECT kind, body, format, updated_at FROM ticket_drafts WHERE ticket_id = $1 AND author_id = $2
