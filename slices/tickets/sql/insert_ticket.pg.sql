INSERT INTO tickets (id, subject, type, status, is_open, waits_for_us, impact, urgency, priority, requester_id, organisation_id, assignee_id,
    team_id, project_id, version_id, component_id, channel, tags, fields, message_count, created_at, updated_at, last_customer_message_at,
    resolved_at, closed_at, hold_until, resolution)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27)
RETURNING number
