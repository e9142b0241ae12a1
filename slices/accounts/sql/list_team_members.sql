SELECT m.team_id, p.id, p.name, p.email FROM team_members m JOIN persons p ON p.id = m.person_id ORDER BY m.team_id, p.name LIMIT 5000
