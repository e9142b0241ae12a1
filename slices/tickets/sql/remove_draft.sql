DELETE FROM ticket_drafts WHERE ticket_id = $1 AND author_id = $2 AND kind = $3
