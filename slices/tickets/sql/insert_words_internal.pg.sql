INSERT INTO words_internal (doc, words) VALUES ($1, array_to_tsvector(array(SELECT DISTINCT w FROM unnest(string_to_array($2, ' ')) AS w WHERE w <> '')))
