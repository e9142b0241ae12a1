SELECT x.id, COALESCE(x.ticket_id, ''), COALESCE(x.message_id, ''), COALESCE(x.mailbox_id, ''), x.recipient, x.recipient_name, x.reply_to, x.subject, x.message_id_header, x.in_reply_to, x.thread, x.is_automatic, x.state, x.attempts, x.next_try_at, x.last_error, x.created_at, x.sent_at, x.text, x.html, x.sending_by, COALESCE(t.number, 0) FROM outbox x LEFT JOIN tickets t ON t.id = x.ticket_id LEFT JOIN mailboxes b ON b.id = x.mailbox_id
WHERE x.state = $1 AND x.id < $2
  AND ($4 = 1 OR t.assignee_id = $5 OR t.team_id IN (SELECT team_id FROM team_members WHERE person_id = $5)
       OR t.id IN (SELECT ticket_id FROM ticket_followers WHERE person_id = $5)
       OR (x.ticket_id IS NULL AND b.team_id IN (SELECT team_id FROM team_members WHERE person_id = $5)))
ORDER BY x.id DESC LIMIT $3
