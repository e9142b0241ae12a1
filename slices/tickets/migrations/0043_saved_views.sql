-- Views that people make themselves. `conditions` is a JSON document (conditions.hpp).
CREATE TABLE saved_views (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES persons (id),
    name TEXT NOT NULL,
    is_shared BIGINT NOT NULL,
    conditions TEXT NOT NULL,
    sort TEXT NOT NULL CHECK (sort IN ('updated', 'created', 'priority', 'number')),
    is_ascending BIGINT NOT NULL,
    columns TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX saved_views_by_owner ON saved_views (owner_id, is_shared);
CREATE INDEX saved_views_shared ON saved_views (is_shared, name);
