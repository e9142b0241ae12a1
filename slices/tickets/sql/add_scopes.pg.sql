UPDATE words_customer SET words = words || array_to_tsvector(string_to_array($2, ' '))
WHERE doc IN (SELECT doc FROM search_docs WHERE ticket_id = $1)
