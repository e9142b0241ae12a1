UPDATE search_docs SET ticket_id = $2 WHERE ticket_id = $1
