// Checks for people who use the keyboard, a screen reader, or see little.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { PAGES } from './pages.mjs';

const { resolve } = createRequire(`${process.env.GENAUTH_PEERS_MODULES}/`);
const axe = readFile(resolve('axe-core/axe.min.js'), 'utf8');

const SERIOUS = ['serious', 'critical'];

async function findings(page, name, options) {
  await page.evaluate(await axe);
  const { violations } = await page.evaluate((it) => window.axe.run(document, it), options);
  return violations
    .filter((violation) => SERIOUS.includes(violation.impact))
    .map(({ id, help, nodes }) => `${name}: ${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 200)).join(' ')}`);
}

// Examines pages with axe-core: all rules in light, and the contrast in dark. Folds are open.
export function inspected({ url, withPage }, { dark }) {
  return withPage({ colorScheme: dark ? 'dark' : 'light' }, async (page) => {
    const options = { resultTypes: ['violations'], ...(dark ? { runOnly: ['color-contrast'] } : {}) };
    const problems = [];
    for (const name of PAGES) {
      await page.goto(url + name);
      await page.$$eval('details', (folds) => folds.slice(0, 12).forEach((fold) => { fold.open = true; }));
      problems.push(...await findings(page, name, options));
    }
    await page.click('.search-open');
    await page.fill('#search-input', 'qr code status');
    await page.waitForFunction(() => document.querySelector('.results')?.dataset.query === 'qr code status');
    problems.push(...await findings(page, 'search', options));
    return problems;
  });
}

// The first tab leads to a link to the content, and no heading comes before the title of the page.
export function skipLink({ url, withPage }) {
  return withPage({}, async (page) => {
    const problems = [];
    for (const name of PAGES) {
      await page.goto(url + name);
      await page.keyboard.press('Tab');
      const link = await page.evaluate(() => {
        const { left, top, right } = document.activeElement.getBoundingClientRect();
        return { text: document.activeElement.textContent, isShown: left >= 0 && top >= 0 && right > left };
      });
      if (link.text !== 'Skip to content' || !link.isShown) problems.push(`${name}: the first tab leads to ${JSON.stringify(link)}`);
      await page.keyboard.press('Enter');
      const focused = await page.evaluate(() => document.activeElement.localName);
      if (focused !== 'main') problems.push(`${name}: the link moves the focus to ${focused}`);
      const levels = await page.$$eval('h1, h2, h3, h4, h5, h6', (all) => all.map((it) => Number(it.localName[1])));
      const isOrdered = levels.every((level, at) => (at ? level > 1 && level <= levels[at - 1] + 1 : level === 1));
      if (!isOrdered) problems.push(`${name}: levels of headings: ${levels}`);
    }
    return problems;
  });
}

// The keys that open search can be turned off, and the choice lasts.
export function shortcuts({ url, withPage }) {
  return withPage({}, async (page) => {
    const problems = [];
    const choose = async (isOn) => {
      await page.click('.search-open');
      await page.setChecked('.search .shortcuts input', isOn);
      await page.keyboard.press('Escape');
      await page.reload();
      await page.keyboard.press('/');
      const isOpen = Boolean(await page.$('dialog[open]'));
      if (isOpen !== isOn) problems.push(`a key ${isOpen ? 'opens' : 'does not open'} search, and keys are ${isOn ? 'on' : 'off'}`);
    };
    await page.goto(`${url}index.html`);
    await choose(false);
    await choose(true);
    return problems;
  });
}

// Tables and folds have names and roles.
export function roles({ url, withPage }) {
  return withPage({}, async (page) => {
    const problems = [];
    for (const name of PAGES) {
      await page.goto(url + name);
      const found = await page.evaluate(() => {
        const list = [];
        const all = (selector) => [...document.querySelectorAll(selector)];
        if (all('th:not([scope])').length) list.push('a header of a table has no scope');
        for (const row of all('table.fields > tbody > tr:not(.nested)')) {
          const words = ['required', 'optional', 'conditional'];
          if (!words.includes(row.cells[2].textContent)) list.push(`${row.cells[0].textContent}: required is not a word`);
        }
        for (const fold of all('table.fields summary')) {
          const field = fold.closest('tr').previousElementSibling.cells[0].querySelector('code').textContent;
          if (!fold.textContent.includes(field)) list.push(`a fold does not name \`${field}\``);
        }
        for (const fold of all('.fold input')) {
          if (!/^Show all .* characters of ./.test(fold.getAttribute('aria-label'))) list.push('a long value has no name');
        }
        for (const control of all('[aria-controls]')) {
          if (!document.getElementById(control.getAttribute('aria-controls'))) list.push('`aria-controls` leads nowhere');
        }
        return list;
      });
      problems.push(...found.map((problem) => `${name}: ${problem}`));
    }
    await page.goto(`${url}authentication/mfa/send-enroll-factor-request.html`);
    for (const role of ['table', 'columnheader', 'rowheader']) {
      if (!await page.getByRole(role).count()) problems.push(`no element has the role ${role}`);
    }
    return problems;
  });
}

// Highlighted code can be read in both schemes.
export async function highlighting({ url, withPage }) {
  const problems = [];
  for (const colorScheme of ['light', 'dark']) {
    problems.push(...await withPage({ colorScheme }, async (page) => {
      const seen = new Set();
      const found = [];
      for (const name of ['authentication/mfa/send-enroll-factor-request.html', 'guides/second-factor.html', 'guides/webhooks.html']) {
        await page.goto(url + name);
        const ratios = await page.$$eval('pre span[class]', (spans) => {
          const channels = (color) => color.match(/[\d.]+/g).slice(0, 3).map(Number);
          const light = (color) => {
            const [red, green, blue] = channels(color).map((value) => {
              const part = value / 255;
              return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
          };
          return spans.map((span) => {
            const lights = [getComputedStyle(span).color, getComputedStyle(span.closest('pre')).backgroundColor].map(light);
            return [span.className, (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05)];
          });
        });
        for (const [kind, ratio] of ratios) {
          seen.add(kind);
          if (ratio < 4.5) found.push(`${colorScheme}: .${kind} has a contrast of ${ratio.toFixed(2)}`);
        }
      }
      // Strings and comments.
      for (const kind of ['s', 'c']) if (!seen.has(kind)) found.push(`no page has code of the kind ${kind}`);
      return [...new Set(found)];
    }));
  }
  return problems;
}
