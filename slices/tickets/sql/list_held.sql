SELECT id FROM tickets WHERE status = 'on_hold' AND hold_until IS NOT NULL AND hold_until <= $1 ORDER BY hold_until LIMIT 100
