UPDATE tickets
SET subject = $3, type = $4, status = $5, is_open = $6, waits_for_us = $7, impact = $8, urgency = $9, priority = $10, requester_id = $11,
    organisation_id = $12, assignee_id = $13, team_id = $14, project_id = $15, version_id = $16, component_id = $17, tags = $18, fields = $19,
    message_count = $20, updated_at = $21, last_customer_message_at = $22, resolved_at = $23, closed_at = $24, hold_until = $25,
    resolution = $26, merged_into = $27, version = version + 1
WHERE id = $1 AND version = $2
RETURNING version
