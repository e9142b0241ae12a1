SELECT COUNT(*) FROM canned_replies
