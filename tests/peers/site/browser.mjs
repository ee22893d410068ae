// A headless Chromium that examines the reference site. The argument is JSON: `executable`, the path of
// Chromium, and `folder`, that of the site. Each command is a check; its result is a list of problems.

import { config, serve } from '../lines.mjs';
import { load } from '../modules.mjs';
import * as accessibility from './accessibility.mjs';
import * as layout from './layout.mjs';
import * as policy from './policy.mjs';
import * as search from './search.mjs';
import { serveFolder } from './server.mjs';

const { chromium } = (await load('playwright-core')).default;

const TIMEOUT_MS = 60_000;

const browser = await chromium.launch({
  executablePath: config.executable,
  args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'],
});
// Links have to work below any path.
const server = await serveFolder(config.folder, '/a/b/');

// Opens a page with settings of its own, and reports what its console has against it.
async function withPage(options, use) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(TIMEOUT_MS);
  const problems = [];
  try {
    const page = await context.newPage();
    page.on('console', (message) => { if (message.type() === 'error') problems.push(message.text()); });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(server.url) && !url.startsWith('file:')) problems.push(`request of ${url}`);
    });
    problems.push(...await use(page, problems) ?? []);
    return problems;
  } finally {
    await context.close();
  }
}

const site = { url: server.url, folder: config.folder, withPage };
const checks = { ...accessibility, ...layout, ...policy, ...search };
const commands = Object.entries(checks).map(([name, check]) => [name, (options) => check(site, options)]);

await serve({ version: browser.version() }, Object.fromEntries(commands), async () => {
  await browser.close();
  server.close();
});
