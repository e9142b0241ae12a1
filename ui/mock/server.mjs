// A stand-in for the server while pages are written: the shapes of docs/api/contract.md, kept in memory, for one reader.
// node ui/mock/server.mjs [port]; serves build/ui as well when it is there. Never used by the end-to-end stories of record.
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { people, newId } from './data.mjs';
import { routes } from './routes.mjs';
import { follow } from './live.mjs';

const port = Number(process.argv[2] ?? process.env.PORT ?? 8091);
const built = join(import.meta.dirname, '../../build/ui');
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json' };
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
const sessions = new Map();

createServer(async (request, response) => {
  const url = new URL(request.url, 'http://localhost');
  response.setHeader('content-security-policy', policy);
  try {
    if (url.pathname.startsWith('/api/v1/')) await answer(request, response, url);
    else serveFile(response, url.pathname);
  } catch (error) {
    console.error(error);
    problem(response, 500, 'broken', 'The stand-in broke.');
  }
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`));

async function answer(request, response, url) {
  const path = url.pathname.slice('/api/v1'.length);
  const cookie = /session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
  const me = people.find((person) => person.id === sessions.get(cookie));
  if (path === '/events/stream') return me ? follow(request, response) : problem(response, 401, 'not_signed_in', 'Sign in first.');
  for (const [method, pattern, access, handle] of routes) {
    const parameters = request.method === method && match(pattern, path);
    if (!parameters) continue;
    if (access !== 'anyone' && !me) return problem(response, 401, 'not_signed_in', 'Sign in first.');
    if (access === 'agents' && me.role === 'customer') return problem(response, 404, 'not_found', 'Not found.');
    const context = { me, query: url.searchParams, p: parameters, body: await bodyOf(request), headers: request.headers };
    const result = handle(context) ?? { status: 204 };
    return reply(response, result, cookie);
  }
  problem(response, 404, 'not_found', `No route ${request.method} ${path}`);
}

function reply(response, { status = 200, body, etag, signIn, signOut, type, raw, code, fields }, cookie) {
  if (status >= 400) return problem(response, status, code, body, fields);
  if (signIn) {
    const key = newId();
    sessions.set(key, signIn);
    response.setHeader('set-cookie', `session=${key}; Path=/; HttpOnly; SameSite=Lax`);
  }
  if (signOut) sessions.delete(cookie);
  if (etag) response.setHeader('etag', `"v${etag}"`);
  response.writeHead(status, { 'content-type': type ?? 'application/json' });
  response.end(raw ?? (body === undefined ? '' : JSON.stringify(body)));
}

function problem(response, status, code, detail, errors = []) {
  response.writeHead(status, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', title: code, status, code, detail, errors, request_id: newId() }));
}

function match(pattern, path) {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const found = {};
  for (const [index, part] of wanted.entries()) {
    if (part.startsWith(':')) found[part.slice(1)] = decodeURIComponent(given[index]);
    else if (part !== given[index]) return null;
  }
  return found;
}

async function bodyOf(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  if (!(request.headers['content-type'] ?? '').includes('json') || bytes.length === 0) return bytes;
  try {
    return JSON.parse(bytes);
  } catch {
    return bytes;
  }
}

function serveFile(response, path) {
  const wanted = normalize(join(built, path));
  const file = wanted.startsWith(built) && extname(wanted) && existsSync(wanted) ? wanted : join(built, 'index.html');
  response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' });
  response.end(readFileSync(file));
}
