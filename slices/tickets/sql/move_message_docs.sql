UPDATE search_docs SET ticket_id = $2 WHERE message_seq = $1
