INSERT INTO acknowledgements (address, at, n) VALUES ($1, $2, 1)
ON CONFLICT (address) DO UPDATE SET at = excluded.at, n = acknowledgements.n + 1 WHERE acknowledgements.at < $3
RETURNING n
