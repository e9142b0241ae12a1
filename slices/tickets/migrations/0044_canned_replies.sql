-- Texts the desk writes often, in both languages; at least one is there. Words in {{}} are filled in from the ticket (canned_replies.cpp).
CREATE TABLE canned_replies (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    shortcut TEXT NOT NULL UNIQUE,
    body_en TEXT NOT NULL,
    body_zh TEXT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1
);
