SELECT t.number, t.id, t.subject, t.type, t.status, t.impact, t.urgency, t.requester_id, COALESCE(t.organisation_id, ''), COALESCE(t.assignee_id, ''), COALESCE(t.team_id, ''), COALESCE(t.project_id, ''), COALESCE(t.version_id, ''), COALESCE(t.component_id, ''), t.channel, t.tags, t.fields, t.message_count, t.created_at, t.updated_at, t.last_customer_message_at, t.resolved_at, t.closed_at, t.hold_until, t.resolution, COALESCE(t.merged_into, ''), t.version
FROM tickets t
WHERE t.id = $1
