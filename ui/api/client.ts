/** The one door to the server: same origin, JSON, cookies, problems as ApiError. */
import { errorOf, offline } from './error';
import type { Upload } from './types';

const base = '/api/v1';

export type Query = Record<string, string | number | boolean | null | undefined>;

interface CallOptions {
  query?: Query;
  body?: unknown;
  /** The version the change was made on: sent as If-Match. */
  version?: number;
  /** The same key makes a repeated POST safe. */
  key?: string;
  signal?: AbortSignal;
}

export function address(path: string, query: Query = {}): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') words.set(name, String(value));
  }
  const text = words.toString();
  return base + path + (text ? `?${text}` : '');
}

export function newKey(): string {
  return typeof crypto.randomUUID === 'function' ? crypto.randomUUID() : `${Date.now()}-${Math.random().toString(36).slice(2)}`;
}

async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': document.documentElement.lang || 'en' };
  if (options.body !== undefined) headers['content-type'] = 'application/json';
  if (options.version !== undefined) headers['if-match'] = `"v${options.version}"`;
  if (method === 'POST') headers['idempotency-key'] = options.key ?? newKey();
  const response = await send(address(path, options.query), {
    method,
    headers,
    credentials: 'same-origin',
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
    signal: options.signal,
  });
  if (!response.ok) throw await errorOf(response);
  if (response.status === 204 || response.headers.get('content-length') === '0') return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw offline();
  }
}

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => call<T>('GET', path, { query, signal }),
  post: <T>(path: string, body: unknown = {}, key?: string) => call<T>('POST', path, { body, key }),
  put: <T>(path: string, body?: unknown) => call<T>('PUT', path, { body }),
  patch: <T>(path: string, body: unknown, version?: number) => call<T>('PATCH', path, { body, version }),
  remove: <T>(path: string) => call<T>('DELETE', path),
};

export interface UploadTask {
  done: Promise<Upload>;
  cancel: () => void;
}

/** Sends a file as it is. XMLHttpRequest, because fetch cannot tell how far an upload has come. */
export function upload(file: File, onProgress: (share: number) => void): UploadTask {
  const request = new XMLHttpRequest();
  const done = new Promise<Upload>((resolve, reject) => {
    request.open('POST', address('/uploads', { name: file.name }));
    request.setRequestHeader('content-type', file.type || 'application/octet-stream');
    request.setRequestHeader('idempotency-key', newKey());
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(offline());
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    request.onload = () => finish(request).then(resolve, reject);
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
}

async function finish(request: XMLHttpRequest): Promise<Upload> {
  if (request.status >= 200 && request.status < 300) return JSON.parse(request.responseText) as Upload;
  const type = request.getResponseHeader('content-type') ?? '';
  if (request.status === 0) throw offline();
  throw await errorOf(new Response(request.responseText || null, { status: request.status, headers: { 'content-type': type } }));
}
