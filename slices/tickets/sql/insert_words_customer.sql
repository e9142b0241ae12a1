INSERT INTO words_customer (rowid, words) VALUES ($1, $2)
