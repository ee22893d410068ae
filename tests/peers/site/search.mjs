// Checks of search.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const START = 'guides/sessions.html';

// Opens the dialog of search.
async function open(page) {
  await page.keyboard.press('/');
  await page.waitForFunction(() => {
    const status = document.querySelector('.search .status');
    return status && status.textContent !== 'Loading…';
  });
}

// Searches, and returns the hits, with addresses relative to the site.
async function find(page, url, query) {
  await page.fill('#search-input', query);
  await page.waitForFunction((it) => document.querySelector('.results').dataset.query === it, query);
  const hits = await page.$$eval('.results a', (links) => links.map((link) => ({
    href: link.href, text: link.innerText.replace(/\s+/g, ' '), isDeprecated: !!link.querySelector('.old'),
  })));
  return hits.map((hit) => ({ ...hit, href: hit.href.replace(url, '') }));
}

// Checks the first hits of queries: each of `expected` has to be among the first as many as it says.
export function queries({ url, withPage }, { cases }) {
  return withPage({}, async (page) => {
    await page.goto(url + START);
    await open(page);
    const problems = [];
    for (const { query, expected } of cases) {
      const hits = (await find(page, url, query)).map((hit) => hit.href);
      for (const [href, within] of expected) {
        const isFound = hits.slice(0, within).includes(href);
        const first = hits.slice(0, Math.max(within, 3)).join(', ');
        if (!isFound) problems.push(`\`${query}\`: ${href} is not among the first ${within}: ${first}`);
      }
    }
    return problems;
  });
}

// Deprecated operations say so, and come after those that replace them.
export function deprecated({ url, withPage }) {
  return withPage({}, async (page) => {
    await page.goto(url + START);
    await open(page);
    const hits = await find(page, url, 'qr code status');
    const at = (name) => hits.findIndex((hit) => hit.href.endsWith(`/${name}.html`));
    const [used, old] = [at('get-qr-code-status'), at('check-qr-code-status')];
    const problems = [];
    if (used < 0 || old < used) problems.push(`getQrCodeStatus is hit ${used}, and checkQrCodeStatus is hit ${old}`);
    if (!hits[old]?.isDeprecated || !hits[old].text.includes('deprecated')) problems.push('checkQrCodeStatus is not marked');
    if (hits[used]?.isDeprecated) problems.push('getQrCodeStatus is marked');
    return problems;
  });
}

// A code opens at its entry.
export function opensCode({ url, withPage }) {
  return withPage({}, async (page) => {
    const problems = [];
    for (const start of [START, 'errors.html']) {
      await page.goto(url + start);
      await open(page);
      await find(page, url, 'user_not_found');
      await page.keyboard.press('Enter');
      await page.waitForURL('**/errors.html#api-2004');
      const isShown = await page.$eval('#api-2004', (it) => it.getBoundingClientRect().top < innerHeight);
      if (!isShown) problems.push('the entry is not in view');
      if (await page.$('dialog[open]')) problems.push('search stays open');
    }
    return problems;
  });
}

// All types with a field are found, with the field in the excerpt, and the link leads to its row.
export function fields({ url, folder, withPage }) {
  return withPage({}, async (page) => {
    const { types, fields: places } = JSON.parse(await readFile(join(folder, 'assets/names.json')));
    await page.goto(url + START);
    await open(page);
    const problems = [];
    for (const [field, least] of [['targetIdentifier', 11], ['enrollmentToken', 2]]) {
      const expected = places[field].filter((_, at) => at % 2 === 0).map((type) => types[type]);
      if (expected.length < least) problems.push(`${field} is in ${expected.length} types`);
      const hits = await find(page, url, field);
      for (const [name, href] of expected) {
        const hit = hits.find((it) => it.href === `${href}#${name}.${field}`);
        if (!hit?.text.includes(`${field}:`)) problems.push(`${field}: no hit for ${name} that shows it`);
      }
    }
    // These are in tables that are opened inside of others.
    for (const field of deepest(await readPages(folder, 'types'))) {
      const hits = await find(page, url, field);
      if (!hits[0]?.text.includes(field)) problems.push(`${field}: the first hit does not show it`);
    }
    await find(page, url, 'targetIdentifier');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/types/*.html#*.targetIdentifier');
    return problems;
  });
}

// Returns names of fields in tables that are opened in the third place.
function deepest(pages) {
  const names = new Set();
  for (const html of pages.values()) {
    for (const part of html.split('class="nested"').slice(3)) {
      const name = /<th scope="row"><code>(\w{14,})<\/code>/.exec(part)?.[1];
      if (name && names.size < 3) names.add(name);
    }
  }
  return names;
}

async function readPages(folder, under) {
  const names = await readdir(join(folder, under), { recursive: true });
  const pages = names.filter((name) => name.endsWith('.html'));
  const texts = pages.map(async (name) => [name, await readFile(join(folder, under, name), 'utf8')]);
  return new Map(await Promise.all(texts));
}

// Only articles are in the index.
export function onlyContent({ url, folder, withPage }) {
  return withPage({}, async (page) => {
    await page.goto(url + START);
    await open(page);
    const problems = [];
    const pages = [...(await readPages(folder, '.')).values()];
    for (const word of ['role', 'previous']) {
      await find(page, url, word);
      const count = Number(await page.$eval('.results', (it) => it.dataset.texts));
      const has = new RegExp(`[^a-z]${word}`, 'i');
      const own = pages.filter((html) => {
        const article = /<article[^>]*data-pagefind-body>(.*)<\/article>/s.exec(html)?.[1] ?? '';
        return has.test(article.replace(/<[^>]*>/g, ' '));
      });
      if (count > own.length) problems.push(`\`${word}\` is on ${own.length} pages, and has ${count} hits`);
    }
    return problems;
  });
}

// Without the index of texts, names are found, and search says that it is limited.
export async function withoutIndex({ url, withPage }) {
  const found = [];
  await withPage({}, async (page) => {
    await page.route('**/pagefind/**', (route) => route.fulfill({ status: 404 }));
    await page.goto(url + START);
    await open(page);
    const says = await page.textContent('.search .status');
    if (!/search in texts is off/i.test(says)) found.push(`search says: ${says}`);
    const hits = await find(page, url, 'enroll_factor');
    if (hits[0]?.href !== 'authentication/mfa/enroll-factor.html') found.push('a name is not found');
  });
  return found;
}

// From disk, search says why it does not work.
export function onDisk({ folder, withPage }) {
  return withPage({}, async (page) => {
    const problems = [];
    for (const start of ['index.html', 'authentication/mfa/enroll-factor.html', 'errors.html']) {
      await page.goto(`file://${join(folder, start)}`);
      await page.click('.search-open');
      const status = page.locator('.search .status');
      const says = await status.innerText();
      if (!/search needs a web server/i.test(says)) problems.push(`${start} says: ${says}`);
      await page.keyboard.press('Escape');
      if (await page.$('dialog[open]')) problems.push(`${start}: search stays open`);
    }
    return problems;
  });
}

// Excerpts have the characters of the page, and nothing of them becomes markup.
export function excerpts({ url, withPage }, { hostile, cases }) {
  return withPage({}, async (page) => {
    await page.goto(url + START);
    await open(page);
    const problems = [];
    for (const [query, text] of cases) {
      const hits = await find(page, url, query);
      if (!hits.some((hit) => hit.text.includes(text))) {
        problems.push(`\`${query}\`: no hit has \`${text}\`: ${hits.slice(0, 3).map((hit) => hit.text).join(' | ')}`);
      }
    }
    await find(page, url, hostile);
    const markup = await page.$$eval('.results *', (all) => all.map((it) => it.localName));
    const strange = markup.filter((name) => !['a', 'button', 'li', 'mark', 'small', 'span'].includes(name));
    if (strange.length) problems.push(`markup in results: ${strange}`);
    return problems;
  });
}

// Keys open search only where they mean nothing else; arrows move through results.
export function keyboard({ url, withPage }) {
  return withPage({}, async (page) => {
    const problems = [];
    const check = (is, problem) => { if (!is) problems.push(problem); };
    const isOpen = async () => !!await page.$('dialog[open]');
    await page.goto(`${url}errors.html`);
    for (const key of ['Control+/', 'Alt+/', 'Meta+/', 'Control+s', 'Alt+s', 'Meta+s', 'ArrowLeft', 'ArrowRight', 'ArrowDown']) {
      await page.keyboard.press(key);
      check(!await isOpen(), `${key} opens search`);
    }
    await page.focus('.filter input');
    await page.keyboard.type('s/');
    check(!await isOpen(), 'typing in a field opens search');
    check(await page.inputValue('.filter input') === 's/', 'a field does not take all keys');
    await page.fill('.filter input', '');
    await page.evaluate(() => { document.activeElement.blur(); getSelection().selectAllChildren(document.querySelector('h1')); });
    await page.keyboard.press('s');
    check(!await isOpen(), 'a key opens search while text is selected');
    await page.evaluate(() => getSelection().removeAllRanges());
    check(page.url() === `${url}errors.html`, 'a key changes the page');

    for (const key of ['s', '/']) {
      await page.focus('.menu a[href*="types"]');
      await page.keyboard.press(key);
      check(await isOpen(), `${key} does not open search`);
      check(await page.$eval('#search-input', (it) => it === document.activeElement), `${key} does not focus the field`);
      await find(page, url, 'enroll factor');
      check(await page.inputValue('#search-input') === 'enroll factor', 'the field has another text');
      await page.keyboard.press('Escape');
      check(!await isOpen(), 'Escape does not close search');
      check(await page.evaluate(() => document.activeElement.textContent) === 'Types', 'the focus does not return');
    }
    await page.keyboard.press('/');
    await find(page, url, 'enroll factor');
    const focused = () => page.evaluate(() => document.activeElement.href ?? document.activeElement.id);
    await page.keyboard.press('ArrowDown');
    check((await focused()).endsWith('enroll-factor.html'), 'the first arrow does not lead to the first hit');
    await page.keyboard.press('ArrowDown');
    check((await focused()).endsWith('send-enroll-factor-request.html'), 'the second arrow does not lead to the second hit');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    check(await focused() === 'search-input', 'arrows do not lead back to the field');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${url}authentication/mfa/enroll-factor.html`);
    return problems;
  });
}
