// node tests/e2e/run.mjs [part of a story's name]: the real program, a real browser.
// MAINSTAY_BIN names the program, E2E_URL a running one instead, E2E_UI a folder of pages to use in place of the built-in ones.
import { launch } from './browser.mjs';
import { startServer } from './server.mjs';
import { stories } from './stories.mjs';

const wanted = process.argv[2] ?? '';
const server = await startServer();
const browser = await launch();
const world = { url: server.url, setupLink: server.setupLink, browser, complaints: [] };
let passed = 0;
let failed = 0;
try {
  for (const [name, tell] of stories) {
    if (!name.includes(wanted) && !name.includes('sets up')) continue;
    const begun = Date.now();
    try {
      await tell(world);
      passed++;
      console.log(`ok    ${name} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
    } catch (error) {
      failed++;
      console.log(`FAIL  ${name}\n    ${error.message}`);
      await shootOpenPages(browser, name);
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

async function shootOpenPages(open, name) {
  let index = 0;
  for (const context of open.contexts()) {
    for (const page of context.pages()) await page.screenshot({ path: `build/e2e/failed-${name.replace(/\W+/g, '-')}-${index++}.png` }).catch(() => undefined);
    await context.close();
  }
}
