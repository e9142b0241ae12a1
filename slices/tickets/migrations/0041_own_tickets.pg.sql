-- Agents who see only some teams: who follows a ticket sees it, and what is theirs by person is counted apart.
CREATE INDEX ticket_followers_by_person ON ticket_followers (person_id, ticket_id);
CREATE INDEX counters_by_bytes ON counters (name COLLATE "C");
INSERT INTO counters (name, n)
SELECT 'own:' || w.person_id || ':' || COALESCE(t.team_id, '') || ':' || k.key, COUNT(*)
FROM (SELECT id AS ticket_id, assignee_id AS person_id FROM tickets WHERE assignee_id IS NOT NULL UNION SELECT ticket_id, person_id FROM ticket_followers) AS w
JOIN tickets t ON t.id = w.ticket_id
JOIN (SELECT id AS ticket_id, 'all' AS key FROM tickets
      UNION ALL SELECT id, 'status:' || status FROM tickets
      UNION ALL SELECT id, 'open' FROM tickets WHERE is_open = 1
      UNION ALL SELECT id, 'unassigned' FROM tickets WHERE is_open = 1 AND assignee_id IS NULL
      UNION ALL SELECT id, 'waiting_for_us' FROM tickets WHERE waits_for_us = 1) AS k ON k.ticket_id = t.id
GROUP BY 1;
