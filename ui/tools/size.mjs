// Prints what the first load of the console costs, and fails above the goal.
// First load = the scripts index.html names (entry and preloads) and the words of one language.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const goalKilobytes = 250;
const folder = join(import.meta.dirname, '../../build/ui');
const page = readFileSync(join(folder, 'index.html'), 'utf8');
const assets = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js') || name.endsWith('.css'));
const weigh = (path) => gzipSync(readFileSync(join(folder, path)), { level: 9 }).length;

const named = [...page.matchAll(/(?:src|href)="\/([^"]+\.(?:js|css))"/g)].map((match) => match[1]);
const words = assets.find((name) => name.startsWith('words-en'));
const ticketPages = assets.filter((name) => /^(console_frame|workspace_page|ticket_page|view_page)-.*\.js$/.test(name));
const list = (title, paths) => {
  const rows = paths.map((path) => [path, weigh(path)]);
  const sum = rows.reduce((total, row) => total + row[1], 0);
  console.log(title);
  for (const [path, size] of rows) console.log(`  ${(size / 1024).toFixed(1).padStart(7)} KB  ${path}`);
  return sum;
};

const scripts = named.filter((path) => path.endsWith('.js')).concat(words ? [`assets/${words}`] : []);
const first = list('first load, script', scripts);
list('first load, style', named.filter((path) => path.endsWith('.css')));
const pages = list('console and ticket pages, on demand', ticketPages.map((name) => `assets/${name}`));
const total = assets.reduce((sum, name) => sum + weigh(`assets/${name}`), 0);
console.log(`first load ${(first / 1024).toFixed(1)} KB, with the ticket pages ${((first + pages) / 1024).toFixed(1)} KB, goal ${goalKilobytes} KB; everything ${(total / 1024).toFixed(1)} KB`);
if ((first + pages) / 1024 > goalKilobytes) process.exit(1);
