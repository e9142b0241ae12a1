-- The processes that work on this database now. Leases of a node that no longer beats are void.
CREATE TABLE nodes (id TEXT PRIMARY KEY, beat_at BIGINT NOT NULL);
