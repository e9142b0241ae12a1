// The sink of the demonstration: what was sent, and a way to write as a customer.
import * as d from './data.mjs';
import { addMessage } from './ticket_routes.mjs';
import { tell } from './live.mjs';

function write({ body }) {
  const sender = d.people.find((one) => one.email === body.from) ?? { ...d.people[3], name: body.from_name, email: body.from };
  const answered = d.mails.find((mail) => mail.message_id === body.in_reply_to || mail.id === body.in_reply_to);
  const ticket = answered && d.tickets.find((one) => one.number === answered.number);
  if (ticket) addMessage(ticket, { ...sender, role: 'customer' }, { body: body.body });
  else {
    const made = d.ticket(body.subject, sender, { created_at: d.ago(0), updated_at: d.ago(0) }, [d.message(sender, body.body, { created_at: d.ago(0) })]);
    d.tickets.unshift(made);
    tell('tickets.ticket_opened', made, sender);
  }
  return { status: 201, body: { outcome: 'accepted', ticket_id: null } };
}

export const demoRoutes = [
  ['GET', '/demo/mails', 'anyone', () => ({ body: { items: d.mails, next: null } })],
  ['GET', '/demo/mails/:id', 'anyone', ({ p }) => ({ body: d.mails.find((one) => one.id === p.id) })],
  ['POST', '/demo/mails', 'anyone', write],
];
