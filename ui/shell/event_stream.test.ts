import { afterEach, describe, expect, it, vi } from 'vitest';
import { MessageReader, openStream, pauseBefore, type StreamMessage, type StreamState } from './event_stream';
import { readEvent, StaleKeys } from './live';

describe('MessageReader', () => {
  it('puts messages together from pieces cut anywhere', () => {
    const reader = new MessageReader();
    expect(reader.read('id: 7\nevent: tickets.mess')).toEqual([]);
    expect(reader.read('age_added\ndata: {"seq":7}\n')).toEqual([]);
    expect(reader.read('\n: beat\n\n')).toEqual([{ id: '7', event: 'tickets.message_added', data: '{"seq":7}' }]);
  });

  it('takes carriage returns, several data lines and keeps the id', () => {
    const reader = new MessageReader();
    const found = reader.read('id: 3\r\ndata: a\r\ndata: b\r\n\r\nevent: reset\r\n\r\n');
    expect(found).toEqual([
      { id: '3', event: 'message', data: 'a\nb' },
      { id: '3', event: 'reset', data: '' },
    ]);
  });

  it('does not take a cut CR LF for an empty line', () => {
    const reader = new MessageReader();
    expect(reader.read('data: a\r')).toEqual([]);
    expect(reader.read('\n\r\n')).toEqual([{ id: '', event: 'message', data: 'a' }]);
  });
});

describe('the pause before the next try', () => {
  it('grows, and stays under half a minute', () => {
    const most = () => 1;
    expect([0, 1, 2, 9].map((tries) => pauseBefore(tries, most))).toEqual([1000, 2000, 4000, 30_000]);
    expect(pauseBefore(0, () => 0)).toBe(500);
  });
});

function streamOf(text: string): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
  return new Response(body, { status: 200 });
}

const silent = () => new Response(new ReadableStream({ start: () => undefined }), { status: 200 });

describe('openStream', () => {
  let close: () => void = () => undefined;
  afterEach(() => close());

  function follow(answers: (() => Response)[]) {
    const messages: StreamMessage[] = [];
    const states: StreamState[] = [];
    const call = vi.fn((_url: string | URL | Request, _init?: RequestInit) => Promise.resolve((answers.shift() ?? silent)()));
    close = openStream({ url: '/s', fetch: call, pause: () => 1, onMessage: (one) => messages.push(one), onState: (one) => states.push(one) });
    return { messages, states, call };
  }

  it('comes back after a broken line and says where it had stopped', async () => {
    const { messages, states, call } = follow([() => streamOf('id: 41\ndata: {}\n\n'), silent]);
    await vi.waitFor(() => expect(call).toHaveBeenCalledTimes(2));
    await vi.waitFor(() => expect(states.at(-1)).toBe('live'));
    expect(messages).toHaveLength(1);
    expect((call.mock.calls[1]![1] as RequestInit).headers).toMatchObject({ 'last-event-id': '41' });
    expect(states).toEqual(['connecting', 'live', 'lost', 'live']);
  });

  it('asks for everything anew when it had heard nothing it could resume from', async () => {
    const { messages, states } = follow([() => streamOf(': hello\n\n'), silent]);
    await vi.waitFor(() => expect(states).toEqual(['connecting', 'live', 'lost', 'live']));
    expect(messages).toEqual([{ id: '', event: 'reset', data: '' }]);
  });

  it('tries again after an error of the server, and gives up when signed out', async () => {
    const { states, call } = follow([() => new Response(null, { status: 503 }), () => new Response(null, { status: 401 })]);
    await vi.waitFor(() => expect(states.at(-1)).toBe('refused'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(call).toHaveBeenCalledTimes(2);
  });
});

describe('what an event makes stale', () => {
  it('is asked for once in a burst', () => {
    vi.useFakeTimers();
    const refresh = vi.fn();
    const stale = new StaleKeys(refresh, 100);
    stale.add([['tickets'], ['ticket', '7']]);
    stale.add([['tickets']]);
    vi.advanceTimersByTime(150);
    expect(refresh).toHaveBeenCalledExactlyOnceWith([['tickets'], ['ticket', '7']]);
    vi.useRealTimers();
  });

  it('is read from the data, with reset apart and nonsense left out', () => {
    expect(readEvent({ id: '', event: 'reset', data: '' })).toBe('reset');
    expect(readEvent({ id: '1', event: 'x', data: 'no json' })).toBeNull();
    expect(readEvent({ id: '1', event: 'tickets.ticket_opened', data: '{"seq":1}' })).toMatchObject({ kind: 'tickets.ticket_opened' });
  });
});
