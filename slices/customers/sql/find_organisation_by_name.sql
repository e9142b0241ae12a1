SELECT o.id, o.name, o.notes, o.shares_tickets, o.language, o.time_zone, o.created_at, o.version FROM organisations o WHERE o.name = $1
