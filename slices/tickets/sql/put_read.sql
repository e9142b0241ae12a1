INSERT INTO ticket_reads (person_id, ticket_id, read_at) VALUES ($1, $2, $3) ON CONFLICT (person_id, ticket_id) DO UPDATE SET read_at = excluded.read_at
