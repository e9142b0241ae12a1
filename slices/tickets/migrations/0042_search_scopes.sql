-- Who may find a document is a word of it (search_scope.cpp). An index without content takes more words for a document at any time.
CREATE INDEX search_docs_by_ticket ON search_docs (ticket_id);
INSERT INTO words_customer (rowid, words)
SELECT d.doc, 'xp' || replace(t.requester_id, '-', '') || COALESCE(' xo' || replace(t.organisation_id, '-', ''), '')
       || COALESCE((SELECT group_concat(' xp' || replace(p.person_id, '-', ''), '') FROM ticket_participants p WHERE p.ticket_id = d.ticket_id), '')
FROM search_docs d JOIN tickets t ON t.id = d.ticket_id LEFT JOIN messages m ON m.seq = d.message_seq
WHERE m.visibility IS NULL OR m.visibility IN ('public', 'customer')
ORDER BY d.doc;
