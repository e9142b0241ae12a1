INSERT INTO mail_rates (name, minute, n) VALUES ($1, $2, 1) ON CONFLICT (name, minute) DO UPDATE SET n = mail_rates.n + 1 RETURNING n
