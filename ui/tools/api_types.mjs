// Makes ui/api/openapi.d.ts from the description the server writes (mainstay openapi > build/openapi.json).
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTypescript, { astToString } from 'openapi-typescript';

const root = join(import.meta.dirname, '../..');
const source = join(root, 'build/openapi.json');
if (!existsSync(source)) {
  console.log('build/openapi.json is not there: the hand-written ui/api/types.ts stays in use');
  process.exit(0);
}
const nodes = await openapiTypescript(pathToFileURL(source));
writeFileSync(join(root, 'ui/api/openapi.d.ts'), astToString(nodes));
console.log('wrote ui/api/openapi.d.ts');
