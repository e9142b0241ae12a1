SELECT d.doc, d.ticket_id, d.message_seq
FROM (SELECT rowid AS hit FROM words_customer WHERE words_customer MATCH $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3) AS hits
JOIN search_docs d ON d.doc = hits.hit
ORDER BY d.doc DESC
