-- Who may find a document is a word of it (search_scope.cpp).
CREATE INDEX search_docs_by_ticket ON search_docs (ticket_id);
UPDATE words_customer w
SET words = w.words || array_to_tsvector(array(
        SELECT 'xp' || replace(t.requester_id, '-', '')
        UNION SELECT 'xo' || replace(t.organisation_id, '-', '') WHERE t.organisation_id IS NOT NULL
        UNION SELECT 'xp' || replace(p.person_id, '-', '') FROM ticket_participants p WHERE p.ticket_id = t.id))
FROM search_docs d JOIN tickets t ON t.id = d.ticket_id
WHERE d.doc = w.doc;
