// What the stories share: pages that report every mistake, a way to call the API, axe.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const shots = join(root, 'build/e2e');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

rmSync(shots, { recursive: true, force: true });
mkdirSync(shots, { recursive: true });

export function expect(condition, what) {
  if (!condition) throw new Error(what);
}

/** One browser profile: a person at a screen. */
export class Seat {
  static async open(world, { who = null, width = 1440, height = 900, dark = false, zh = false } = {}) {
    const context = await world.browser.newContext({
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      locale: zh ? 'zh-CN' : 'en-GB',
      reducedMotion: 'reduce',
      baseURL: world.url,
    });
    await context.addInitScript((language) => localStorage.getItem('mainstay.language') ?? localStorage.setItem('mainstay.language', language), zh ? 'zh' : 'en');
    if (process.env.E2E_UI) await serveFrom(context, process.env.E2E_UI);
    const seat = new Seat(world, context, await context.newPage());
    if (who) await seat.signIn(who);
    return seat;
  }

  constructor(world, context, page) {
    Object.assign(this, { world, context, page });
    page.setDefaultTimeout(8000);
    page.on('pageerror', (error) => world.complaints.push(`script: ${error.message} at ${page.url()}`));
    page.on('console', (message) => {
      const text = message.text();
      const isExpected = /status of (401|404|409|412|422)|ERR_INTERNET_DISCONNECTED|net::ERR_/.test(text);
      if (message.type() === 'error' && !isExpected) world.complaints.push(`console: ${text.slice(0, 300)} at ${page.url()}`);
    });
  }

  async signIn({ email, password }) {
    await this.page.goto('/sign-in');
    await this.page.locator('input[name=email]').fill(email);
    await this.page.locator('input[name=password]').fill(password);
    await this.page.locator('button[type=submit]').click();
    await this.page.waitForURL(/\/tickets/);
  }

  api(method, path, body, headers = {}) {
    return this.page.evaluate(
      async ([verb, address, words, more]) => {
        const answer = await fetch(`/api/v1${address}`, {
          method: verb,
          headers: { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID(), ...more },
          body: words === null ? undefined : JSON.stringify(words),
        });
        const text = await answer.text();
        return { status: answer.status, etag: answer.headers.get('etag'), body: text ? JSON.parse(text) : null };
      },
      [method, path, body ?? null, headers],
    );
  }

  async must(method, path, body, headers) {
    const answer = await this.api(method, path, body, headers);
    expect(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`);
    return answer.body;
  }

  async see(text, options = {}) {
    await this.page.getByText(text, { exact: false }).first().waitFor({ state: 'visible', ...options });
  }

  async shot(name) {
    await this.page.screenshot({ path: join(shots, `${name}.png`) });
  }

  /** No violation of WCAG 2.2 A and AA; frames of foreign mails are not ours to judge. */
  async accessible(where) {
    await this.page.evaluate(axe);
    const found = await this.page.evaluate(async () => {
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      const { violations } = await window.axe.run(document, { runOnly: tags, iframes: false });
      return violations.map((one) => `${one.id} (${one.nodes.length}): ${one.nodes.slice(0, 2).map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
    });
    expect(found.length === 0, `axe on ${where}:\n      ${found.join('\n      ')}`);
  }

  /** Nothing is wider than the screen. */
  async fits(where) {
    const surplus = await this.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(surplus <= 0, `${where} is ${surplus} px too wide`);
  }

  close() {
    return this.context.close();
  }
}

/** Tries freshly built pages against a program that carries older ones. */
async function serveFrom(context, folder) {
  await context.route(/^https?:\/\/[^/]+\/(?!api\/)/, (route) => {
    const path = join(root, folder, new URL(route.request().url()).pathname);
    const file = extname(path) && existsSync(path) ? path : join(root, folder, 'index.html');
    return route.fulfill({ body: readFileSync(file), contentType: types[extname(file)] ?? 'application/octet-stream', headers: { 'content-security-policy': policy } });
  });
}
