import { afterEach, describe, expect, it, vi } from 'vitest';
import { address, api } from './client';
import { ApiError } from './error';

function answer(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
  const response = new Response(text, { status, headers: { 'content-type': 'application/problem+json', ...headers } });
  const call = vi.fn((_url: string, _init: RequestInit) => Promise.resolve(response));
  vi.stubGlobal('fetch', call);
  return call;
}

async function failure(run: () => Promise<unknown>): Promise<ApiError> {
  return run().then(
    () => Promise.reject(new Error('did not fail')),
    (error: unknown) => error as ApiError,
  );
}

afterEach(() => vi.unstubAllGlobals());

describe('the address of a call', () => {
  it('leaves out what is empty and escapes the rest', () => {
    expect(address('/tickets', { q: '命令 行', view: undefined, tag: '', limit: 50, cursor: null })).toBe('/api/v1/tickets?q=%E5%91%BD%E4%BB%A4+%E8%A1%8C&limit=50');
  });
});

describe('calls', () => {
  it('send the version as If-Match and a key with every POST', async () => {
    const call = answer(200, {});
    await api.patch('/tickets/7', { subject: 'x' }, 3);
    expect(call.mock.calls[0]![1].headers).toMatchObject({ 'if-match': '"v3"' });
    answer(201, {});
    const second = answer(201, {});
    await api.post('/tickets', {}, 'same-key');
    expect(second.mock.calls[0]![1].headers).toMatchObject({ 'idempotency-key': 'same-key' });
  });

  it('take an empty answer', async () => {
    answer(204, undefined);
    expect(await api.remove('/me/sessions/1')).toBeUndefined();
  });
});

describe('errors', () => {
  it('carry the sentence, the fields and the request id of the problem', async () => {
    answer(422, { code: 'invalid', detail: 'Check it.', request_id: 'r-1', errors: [{ pointer: '/email', code: 'taken', detail: 'In use.' }] });
    const error = await failure(() => api.post('/people', {}));
    expect(error).toMatchObject({ kind: 'invalid', detail: 'Check it.', requestId: 'r-1' });
    expect(error.of('email')).toBe('In use.');
    expect(error.of('name')).toBeUndefined();
  });

  it.each([
    [401, 'signed_out'],
    [404, 'missing'],
    [409, 'conflict'],
    [412, 'conflict'],
    [429, 'too_many'],
    [500, 'broken'],
    [503, 'broken'],
  ])('map %i to %s', async (status, kind) => {
    answer(status, { code: 'x' });
    expect((await failure(() => api.get('/me'))).kind).toBe(kind);
  });

  it('survive a page of HTML from a proxy', async () => {
    answer(502, '<html>bad gateway</html>', { 'content-type': 'text/html', 'x-request-id': 'p-9' });
    expect(await failure(() => api.get('/me'))).toMatchObject({ kind: 'broken', requestId: 'p-9', status: 502 });
  });

  it('tell when to come back', async () => {
    answer(429, { code: 'slow_down' }, { 'retry-after': '12' });
    expect((await failure(() => api.get('/me'))).retryAfter).toBe(12);
  });

  it('call a dead line offline', async () => {
    vi.stubGlobal('fetch', vi.fn(() => Promise.reject(new TypeError('failed to fetch'))));
    expect((await failure(() => api.get('/me'))).kind).toBe('offline');
  });
});
