SELECT team_id FROM team_members WHERE person_id = $1 ORDER BY team_id
