// Prints what the console costs to load, and fails above the goal.
// First load: every script that sign-in or an agent's list needs, with all it imports. What an open ticket needs besides is shown too.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const goalKilobytes = 250;
const folder = join(import.meta.dirname, '../../build/ui');
const page = readFileSync(join(folder, 'index.html'), 'utf8');
const assets = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'));
const read = (name) => readFileSync(join(folder, name), 'utf8');
const weigh = (name) => gzipSync(read(name), { level: 9 }).length / 1024;

/** The scripts and everything they import at once, each only once. */
function closure(names, found = new Set()) {
  for (const name of names) {
    if (found.has(name)) continue;
    found.add(name);
    const imports = [...read(name).matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)].map((match) => `assets/${match[1]}`);
    closure(imports, found);
  }
  return found;
}

function report(title, names) {
  const sum = [...names].reduce((total, name) => total + weigh(name), 0);
  console.log(`${title}: ${sum.toFixed(1)} KB in ${names.size} scripts`);
  for (const name of [...names].sort((a, b) => weigh(b) - weigh(a)).slice(0, 6)) console.log(`  ${weigh(name).toFixed(1).padStart(7)} KB  ${name}`);
  return sum;
}

const pageScripts = [...page.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map((match) => match[1]);
const named = (pattern) => assets.filter((name) => pattern.test(name)).map((name) => `assets/${name}`);
const first = report('first load, sign-in', closure([...pageScripts, ...named(/^(words-en|sign_in_page)-/)]));
const list = report('first load, the tickets', closure([...pageScripts, ...named(/^(words-en|console_frame|workspace_page|home_page)-/)]));
report('with a ticket open', closure([...pageScripts, ...named(/^(words-en|console_frame|workspace_page|home_page|ticket_page|customer_card)-/)]));
const most = Math.max(first, list);
console.log(`first load ${most.toFixed(1)} KB, goal ${goalKilobytes} KB`);
if (most > goalKilobytes) process.exit(1);
