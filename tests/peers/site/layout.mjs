// Checks of what pages look like, and of what is in view.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { PAGES } from './pages.mjs';

const ENROLL = 'authentication/mfa/send-enroll-factor-request.html';
// The length of `qrCodeDataUrl` in the documented example.
const LONG_VALUE = 4322;

const longest = (texts) => texts.reduce((best, it) => (it.length > best.length ? it : best), '');

// Pages are no wider than the screen, and no button covers code.
export async function widths({ url, folder, withPage }) {
  const { types, operations } = JSON.parse(await readFile(join(folder, 'assets/names.json')));
  const type = types.find(([name]) => name === longest(types.map(([it]) => it)))[1];
  const path = operations.find((it) => it[5] === longest(operations.map((other) => other[5])))[3];
  const method = operations.find((it) => it[1] === longest(operations.map((other) => other[1])))[3];
  return withPage({}, async (page) => {
    const problems = [];
    for (const name of [...PAGES, type, path, method, 'types/index.html', 'guides/migrating.html', 'changes.html']) {
      await page.goto(url + name);
      await page.$$eval('details', (folds) => folds.forEach((fold) => { fold.open = true; }));
      await page.$$eval('.fold input', (folds) => folds.slice(0, 3).forEach((fold) => fold.click()));
      for (const width of [1360, 1000, 800, 390, 320]) {
        await page.setViewportSize({ width, height: 800 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        if (wide > width) problems.push(`${name} is ${wide} pixels wide on a screen of ${width}`);
        const covered = await page.$$eval('.code', (blocks) => blocks.filter((block) => {
          const button = block.querySelector('.copy').getBoundingClientRect();
          return button.bottom > block.querySelector('pre').getBoundingClientRect().top;
        }).length);
        if (covered) problems.push(`${name}: ${covered} buttons cover code on a screen of ${width}`);
      }
    }
    return problems;
  });
}

// A copy of the example has the whole value that is folded, and is announced.
export function copies({ url, withPage }) {
  return withPage({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await page.goto(url + ENROLL);
    const problems = [];
    const block = page.locator('.code', { has: page.locator('.fold') }).first();
    const fold = block.locator('.fold input').last();
    if (await fold.isChecked()) problems.push('the long value is not folded');
    // What is announced is gone after a while.
    await page.evaluate(() => {
      window.said = [];
      const status = document.querySelector('.unseen[role=status]');
      new MutationObserver(() => window.said.push(status.textContent)).observe(status, { childList: true });
    });
    await block.getByRole('button').focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => window.said.length);
    const said = await page.evaluate(() => window.said[0]);
    if (said !== 'Copied') problems.push(`a screen reader says ${said}`);
    const text = await page.evaluate(() => navigator.clipboard.readText());
    const lengths = [];
    JSON.parse(text, (_, value) => { if (typeof value === 'string') lengths.push(value.length); });
    if (!lengths.includes(LONG_VALUE)) problems.push(`the lengths of the values are ${lengths}`);
    return problems;
  });
}

// The target of a link is open, in view, and not behind the header, with and without scripts.
export async function deepLinks({ url, folder, withPage }) {
  const problems = [];
  const names = ['management/user/update-user.html', 'types/UpdateUserReqDto.html', 'management/webhook/create-webhook.html', ENROLL, 'errors.html'];
  for (const javaScriptEnabled of [true, false]) {
    problems.push(...await withPage({ javaScriptEnabled, viewport: { width: 1280, height: 700 } }, async (page) => {
      const found = [];
      for (const name of names) {
        const html = await readFile(join(folder, name), 'utf8');
        const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]).filter((id) => id !== 'main');
        // Some near the end, whose place depends on everything before.
        for (const id of [ids[0], ids[Math.floor(ids.length / 2)], ids[ids.length - 2]]) {
          await page.goto('about:blank');
          await page.goto(`${url}${name}#${encodeURIComponent(id)}`);
          const at = await page.locator(`[id="${id}"]`).evaluate((element) => {
            const { top } = element.getBoundingClientRect();
            const header = document.querySelector('.top').getBoundingClientRect().bottom;
            const isOpen = !element.closest('details:not([open])');
            return { isOpen, isInView: top >= header - 1 && top < innerHeight };
          });
          const mode = javaScriptEnabled ? 'with scripts' : 'without scripts';
          if (!at.isOpen) found.push(`${name}#${id} stays closed ${mode}`);
          if (!at.isInView) found.push(`${name}#${id} is not in view ${mode}`);
        }
      }
      return found;
    }));
  }
  return problems;
}

// A target inside of a closed fold is opened by the browser, and the fold of the target by a script.
export function folds({ url, withPage }) {
  return withPage({ viewport: { width: 1280, height: 700 } }, async (page) => {
    const problems = [];
    await page.goto(`${url}management/user/update-user.html`);
    const id = await page.$eval('tr[id]:has(+ .nested details)', (row) => row.id);
    await page.evaluate((it) => { location.hash = `#${it}`; }, id);
    await page.waitForFunction((it) => document.getElementById(it).nextElementSibling.querySelector('details').open, id);
    await page.goto(`${url}errors.html`);
    await page.$eval('details', (fold) => { fold.querySelector('li').id = 'inside'; });
    await page.evaluate(() => { location.hash = '#inside'; });
    await page.waitForFunction(() => document.querySelector('details').open);
    return problems;
  });
}

// The filter of error codes, and links to a code by its number and by its name.
export function codes({ url, withPage }) {
  return withPage({}, async (page) => {
    const problems = [];
    const isShown = (id) => page.locator(`[id="${id}"]`).evaluate((element) => {
      const { top } = element.getBoundingClientRect();
      return element.checkVisibility() && top >= 0 && top < innerHeight;
    });
    for (const [hash, id] of [['api-2004', 'api-2004'], ['user_not_found', 'api-2004'], ['2004', 'api-2004'], ['404', 'status-404']]) {
      await page.goto('about:blank');
      await page.goto(`${url}errors.html#${hash}`);
      if (!await isShown(id)) problems.push(`#${hash} does not show ${id}`);
    }
    for (const [text, id] of [['2004', 'api-2004'], ['user_not_found', 'api-2004'], ['FORBIDDEN', 'status-403']]) {
      await page.fill('.filter input', text);
      const shown = await page.$$eval('.entry:not([hidden]) h3', (all) => all.map((it) => it.id));
      if (!shown.includes(id) || shown.length > 8) problems.push(`the filter \`${text}\` shows ${shown}`);
    }
    await page.fill('.filter input', 'no such code');
    const says = await page.textContent('.filter output');
    if (!/^0 of \d+ codes$/.test(says)) problems.push(`the filter says: ${says}`);
    // A link to a code that the filter hides shows it.
    await page.evaluate(() => { location.hash = '#api-1636'; });
    await page.waitForFunction(() => document.getElementById('api-1636').checkVisibility());
    return problems;
  });
}
