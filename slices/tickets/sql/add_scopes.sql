INSERT INTO words_customer (rowid, words)
SELECT d.doc, $2 FROM search_docs d LEFT JOIN messages m ON m.seq = d.message_seq
WHERE d.ticket_id = $1 AND (m.visibility IS NULL OR m.visibility IN ('public', 'customer'))
ORDER BY d.doc
