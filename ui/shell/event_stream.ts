/** Server-sent events over fetch: unlike EventSource it can say after a pause where it had stopped, and sees why it was refused. */
export interface StreamMessage {
  id: string;
  event: string;
  data: string;
}

/** Takes the bytes as they come, in pieces of any size, and gives whole messages. */
export class MessageReader {
  private rest = '';
  private id = '';
  private event = '';
  private data: string[] = [];

  read(piece: string): StreamMessage[] {
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? '';
    return lines.map((line) => this.take(line)).filter((message) => message !== null);
  }

  private take(line: string): StreamMessage | null {
    if (line === '') return this.finish();
    if (line.startsWith(':')) return null;
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'id') this.id = value;
    if (field === 'event') this.event = value;
    if (field === 'data') this.data.push(value);
    return null;
  }

  private finish(): StreamMessage | null {
    const message = { id: this.id, event: this.event || 'message', data: this.data.join('\n') };
    const isEmpty = this.data.length === 0 && this.event === '';
    this.event = '';
    this.data = [];
    return isEmpty ? null : message;
  }
}

/** Milliseconds before the next try: doubling, at most 30 s, spread so that not all come back at once. */
export function pauseBefore(tries: number, random: () => number = Math.random): number {
  const longest = Math.min(30_000, 1000 * 2 ** Math.min(tries, 5));
  return longest / 2 + random() * (longest / 2);
}

export type StreamState = 'connecting' | 'live' | 'lost' | 'refused';

export interface StreamOptions {
  url: string;
  onMessage: (message: StreamMessage) => void;
  onState: (state: StreamState) => void;
  fetch?: typeof fetch;
  /** No byte for so long means the line is dead; the server sends a comment more often than that. */
  silence?: number;
  pause?: (tries: number) => number;
}

export function openStream(options: StreamOptions): () => void {
  const { url, onMessage, onState, fetch: call = fetch, silence = 75_000, pause = pauseBefore } = options;
  let lastId = '';
  let tries = 0;
  let isClosed = false;
  let wasLive = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let abort = new AbortController();

  const connect = async (): Promise<void> => {
    abort = new AbortController();
    const response = await call(url, {
      headers: { accept: 'text/event-stream', ...(lastId ? { 'last-event-id': lastId } : {}) },
      credentials: 'same-origin',
      cache: 'no-store',
      signal: abort.signal,
    });
    if (response.status === 401 || response.status === 403) return refuse();
    if (!response.ok || !response.body) throw new Error(`stream answered ${response.status}`);
    tries = 0;
    onState('live');
    // Without a number to resume from nobody knows what was missed: everything is asked for anew.
    if (wasLive && !lastId) onMessage({ id: '', event: 'reset', data: '' });
    wasLive = true;
    await follow(response.body);
  };

  const follow = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    const reader = body.pipeThrough(new TextDecoderStream() as never).getReader() as unknown as ReadableStreamDefaultReader<string>;
    const messages = new MessageReader();
    for (;;) {
      const watchdog = setTimeout(() => abort.abort(), silence);
      const { done, value } = await reader.read().finally(() => clearTimeout(watchdog));
      if (done) throw new Error('stream ended');
      for (const message of messages.read(value)) {
        if (message.id) lastId = message.id;
        onMessage(message);
      }
    }
  };

  const refuse = (): void => {
    isClosed = true;
    onState('refused');
  };

  const run = (): void => {
    if (isClosed) return;
    clearTimeout(timer);
    timer = undefined;
    connect().catch(() => {
      if (isClosed) return;
      onState('lost');
      timer = setTimeout(run, pause(tries++));
    });
  };

  /** The network is back, or the page is looked at again: no need to wait. */
  const hurry = (): void => {
    if (timer === undefined || document.visibilityState === 'hidden') return;
    run();
  };

  /** The machine says that it has no network: the open line is dead, even if nobody has noticed yet. */
  const drop = (): void => abort.abort();

  onState('connecting');
  run();
  window.addEventListener('offline', drop);
  window.addEventListener('online', hurry);
  document.addEventListener('visibilitychange', hurry);
  return () => {
    isClosed = true;
    clearTimeout(timer);
    abort.abort();
    window.removeEventListener('offline', drop);
    window.removeEventListener('online', hurry);
    document.removeEventListener('visibilitychange', hurry);
  };
}
