// A headless Chromium that uses the pages of an application as a person does: by labels, by the names
// of buttons and links, and by keyboard. The argument is JSON: `executable`, the path of Chromium.

import { config, serve } from '../lines.mjs';
import { load } from '../modules.mjs';
import { audit, focused } from './inspection.mjs';

const { chromium } = (await load('playwright-core')).default;

const TIMEOUT = 20_000;
const TABS = 40;

const browser = await chromium.launch({
  executablePath: config.executable,
  args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'],
});

// Each session has one page, and cookies of its own.
const pages = new Map();

async function pageOf(session) {
  if (!pages.has(session)) {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(TIMEOUT);
    const problems = [];
    // A page that violates its own policy, or lacks a file, says so on the console. So does one whose
    // status says that the input was refused, which is not a problem.
    page.on('console', (message) => {
      const isStatus = message.location().url === page.url() && /status of 4/.test(message.text());
      if (message.type() === 'error' && !isStatus) problems.push(message.text());
    });
    pages.set(session, { context, page, problems });
  }
  return pages.get(session);
}

// The button with this name, or else the link.
async function control(page, name) {
  const [button, link] = ['button', 'link'].map((role) => page.getByRole(role, { name, exact: true }).first());
  return await button.count() ? button : link;
}

async function state(page) {
  return { url: page.url(), text: await page.locator('body').innerText() };
}

await serve({ version: browser.version() }, {
  open: async ({ session, url }) => {
    const { page } = await pageOf(session);
    await page.goto(url, { waitUntil: 'load' });
    return state(page);
  },
  fill: async ({ session, label, value }) => {
    const { page } = await pageOf(session);
    await page.getByLabel(label, { exact: true }).fill(value);
  },
  press: async ({ session, name }) => {
    const { page } = await pageOf(session);
    const loaded = page.waitForEvent('load');
    await Promise.all([loaded, (await control(page, name)).click({ noWaitAfter: true })]);
    return state(page);
  },
  // Presses keys: the name of each, or a text to type.
  keys: async ({ session, keys }) => {
    const { page } = await pageOf(session);
    for (const key of keys) {
      if (/^(Tab|Shift\+Tab|Space)$/.test(key)) await page.keyboard.press(key);
      else if (key === 'Enter') {
        const loaded = page.waitForEvent('load');
        await Promise.all([loaded, page.keyboard.press(key)]);
      } else await page.keyboard.type(key);
    }
    return state(page);
  },
  // The names of the controls in the order in which the tab key reaches them, from the start of the
  // page. Fails if the focus cannot be seen.
  tabs: async ({ session }) => {
    const { page } = await pageOf(session);
    await page.evaluate(() => { document.activeElement?.blur(); window.getSelection()?.removeAllRanges(); });
    const names = [];
    for (let tab = 0; tab < TABS; tab += 1) {
      await page.keyboard.press('Tab');
      const found = await page.evaluate(focused);
      if (!found) break;
      if (!found.isVisible) throw new Error(`the focus on "${found.name}" cannot be seen`);
      names.push(found.name);
    }
    return names;
  },
  // Problems for people who see little, or have a small screen.
  audit: async ({ session, width, dark }) => {
    const { page, problems } = await pageOf(session);
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
    return [...problems.splice(0), ...await page.evaluate(audit)];
  },
  screenshot: async ({ session, width, dark, path }) => {
    const { page } = await pageOf(session);
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
    await page.screenshot({ path, fullPage: true });
  },
  // Requests a URL with the cookies of the session, as a script of the page would.
  request: async ({ session, method, url, form, headers }) => {
    const { context } = await pageOf(session);
    const response = await context.request.fetch(url, {
      method, form: form ?? undefined, headers: headers ?? undefined, maxRedirects: 0,
    });
    return { status: response.status(), headers: response.headers(), text: await response.text() };
  },
  forget: async ({ session }) => {
    await pages.get(session)?.context.close();
    pages.delete(session);
  },
}, () => browser.close());
