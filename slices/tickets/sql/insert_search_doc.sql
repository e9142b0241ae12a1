INSERT INTO search_docs (ticket_id, message_seq) VALUES ($1, $2)
