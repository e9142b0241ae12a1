INSERT INTO words_internal (rowid, words) VALUES ($1, $2)
