// Compares the English with the Chinese words, and the keys the pages use with the words there are.
// node tools/check_locales.mjs; the unit tests call `check()` too.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Names and signs that are the same in every language. */
const sameInBoth = /^(?:Mainstay|English|中文|#?\{\{[a-z]+\}\}|[\s\W\d]*)$/u;
const plural = /_(?:one|other)$/;

function flatten(words, prefix = '') {
  return Object.entries(words).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`));
}

function read(path) {
  return new Map(flatten(JSON.parse(readFileSync(path, 'utf8'))));
}

const bare = (key) => key.replace(plural, '');
const placeholders = (text) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort().join();

function comparePair(folder) {
  const en = read(join(folder, 'en.json'));
  const zh = read(join(folder, 'zh.json'));
  const enKeys = new Set([...en.keys()].map(bare));
  const zhKeys = new Set([...zh.keys()].map(bare));
  const mistakes = [];
  for (const key of enKeys) if (!zhKeys.has(key)) mistakes.push(`${key}: no Chinese`);
  for (const key of zhKeys) if (!enKeys.has(key)) mistakes.push(`${key}: no English`);
  for (const [key, text] of zh) {
    const english = en.get(key) ?? en.get(`${bare(key)}_other`);
    if (english === undefined) continue;
    if (english === text && !sameInBoth.test(text)) mistakes.push(`${key}: the same in both languages: ${text}`);
    if (placeholders(english) !== placeholders(text)) mistakes.push(`${key}: other placeholders`);
    if (/[\u4e00-\u9fff][,;:?!]/u.test(text)) mistakes.push(`${key}: half-width punctuation after Chinese`);
    if (/[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]/u.test(text)) mistakes.push(`${key}: no space between Chinese and Latin: ${text}`);
  }
  for (const key of en.keys()) if (key.endsWith('_one') && !en.has(`${bare(key)}_other`)) mistakes.push(`${key}: no _other`);
  return { mistakes, keys: [...enKeys] };
}

/** t('a.b'), labelKey: 'a.b', t(`a.b.${x}`): the fixed part must exist. */
function usedKeys(path) {
  const text = readFileSync(path, 'utf8');
  const fixed = [...text.matchAll(/(?:\bt\(|Key: )'([\w.]+)'/g), ...text.matchAll(/[?:] '((?:shell|kit|tickets|accounts|customers|projects|channels|audit)\.[\w.]+)'/g)];
  const open = [...text.matchAll(/\bt\(`([\w.]+)\.\$\{/g)];
  return { fixed: fixed.map((match) => match[1]), open: open.map((match) => match[1]) };
}

/** Words between tags or in attributes that a reader would see, and that no key stands for. */
function bareWords(path) {
  const text = readFileSync(path, 'utf8');
  const between = [...text.matchAll(/>\s*([A-Z][a-z]+(?: [a-z]+)*)\s*<\//g)].map((match) => match[1]);
  const attributes = [...text.matchAll(/\b(?:label|title|placeholder|aria-label|description)="([A-Za-z][^"]*)"/g)].map((match) => match[1]);
  return [...between, ...attributes].filter((word) => !['Mainstay', 'Ctrl Enter'].includes(word) && !/^[\w.@-]+\.(com|example)$/.test(word));
}

function filesBelow(folder) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true }).map((name) => join(folder, name)).filter((name) => /\.tsx?$/.test(name));
}

export function check() {
  const slices = readdirSync(join(root, 'slices')).map((name) => join('slices', name, 'ui'));
  const folders = ['ui', ...slices].map((folder) => join(root, folder, 'locales')).filter((folder) => existsSync(join(folder, 'en.json')));
  const pairs = folders.map((folder) => ({ folder, ...comparePair(folder) }));
  const mistakes = pairs.flatMap(({ mistakes: found }) => found);
  const known = new Set(pairs.flatMap(({ keys }) => keys));
  const sources = ['ui/shell', 'ui/kit', ...slices].flatMap(filesBelow);
  for (const source of sources.filter((path) => !/\.test\./.test(path))) {
    const { fixed, open } = usedKeys(join(root, source));
    for (const key of fixed) if (!known.has(key)) mistakes.push(`${source}: ${key} is not in the words`);
    for (const key of open) if (![...known].some((one) => one.startsWith(`${key}.`))) mistakes.push(`${source}: ${key}.* is not in the words`);
    for (const word of bareWords(join(root, source))) mistakes.push(`${source}: bare words: ${word}`);
  }
  return { mistakes, count: known.size };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { mistakes, count } = check();
  mistakes.forEach((mistake) => console.log(mistake));
  console.log(`${count} keys, ${mistakes.length} mistakes`);
  process.exit(mistakes.length ? 1 : 0);
}
