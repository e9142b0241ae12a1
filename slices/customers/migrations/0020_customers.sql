CREATE TABLE organisations (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    notes TEXT NOT NULL,
    shares_tickets BIGINT NOT NULL DEFAULT 0,
    language TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
CREATE TABLE organisation_domains (
    domain TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    is_verified BIGINT NOT NULL
);
CREATE INDEX organisation_domains_by_organisation ON organisation_domains (organisation_id);
