// The real program on a fresh folder and a free port; or, with E2E_URL, whatever runs there.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export async function startServer() {
  if (process.env.E2E_URL) return { url: process.env.E2E_URL, setupLink: null, stop: async () => undefined };
  const binary = process.env.MAINSTAY_BIN ?? join(root, 'build/release/src/app/mainstay');
  const folder = mkdtempSync(join(tmpdir(), 'mainstay-e2e-'));
  const url = `http://127.0.0.1:${await freePort()}`;
  const child = spawn(binary, ['serve', '--data', join(folder, 'data'), '--listen', url.slice(7), '--demo'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  child.stdout.on('data', (piece) => (log += piece));
  child.stderr.on('data', (piece) => (log += piece));
  // A run that breaks or is stopped must not leave the program behind.
  process.once('exit', () => child.kill('SIGKILL'));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  const stop = async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await gone;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const setupLink = await waitFor(() => /http:\S+\/setup\?token=\S+/.exec(log)?.[0], () => child.exitCode !== null).catch(async (cause) => {
    await stop();
    throw new Error(`${binary} did not start: ${cause.message}\n${log}`);
  });
  return { url, setupLink, stop };
}

async function waitFor(look, isOver) {
  for (let tries = 0; tries < 200; tries++) {
    const found = look();
    if (found) return found;
    if (isOver()) throw new Error('it ended');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('no set-up link within ten seconds');
}
