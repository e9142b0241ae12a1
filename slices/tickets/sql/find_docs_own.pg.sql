WITH own AS MATERIALIZED (SELECT doc FROM words_customer WHERE words @@ CAST($1 AS tsquery))
SELECT d.doc, d.ticket_id, d.message_seq
FROM (SELECT doc AS hit FROM own WHERE doc < $2 ORDER BY doc DESC LIMIT $3) AS hits
JOIN search_docs d ON d.doc = hits.hit
ORDER BY d.doc DESC
