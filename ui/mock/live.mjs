// Server-sent events of the stand-in.
import { state } from './data.mjs';

const readers = new Set();
const kept = [];

export function follow(request, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': hello\n\n');
  const last = Number(request.headers['last-event-id'] ?? 0);
  if (last) kept.filter((event) => event.seq > last).forEach((event) => response.write(lineOf(event)));
  readers.add(response);
  const beat = setInterval(() => response.write(': beat\n\n'), 15_000);
  request.on('close', () => {
    clearInterval(beat);
    readers.delete(response);
  });
}

export function tell(kind, ticket, actor) {
  const event = { seq: ++state.seq, kind, subject_type: 'ticket', subject_id: ticket?.id ?? '', number: ticket?.number, actor_id: actor?.id ?? null, at: new Date().toISOString() };
  kept.push(event);
  readers.forEach((reader) => reader.write(lineOf(event)));
}

const lineOf = (event) => `id: ${event.seq}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`;
