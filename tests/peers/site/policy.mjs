// Checks of scripts under a strict policy, with storage blocked, and without scripts.

import { PAGES } from './pages.mjs';

// The server sends a policy. The browser reports what violates it on the console, which fails the check.
export function contentPolicy({ url, withPage }) {
  return withPage({}, async (page) => {
    const problems = [];
    await page.addInitScript(() => {
      window.violations = [];
      document.addEventListener('securitypolicyviolation', (event) => {
        window.violations.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
      });
    });
    for (const name of PAGES) {
      const response = await page.goto(url + name);
      if (!response.headers()['content-security-policy']) problems.push('the server sends no policy');
      await page.keyboard.press('/');
      await page.waitForFunction(() => !/Loading/.test(document.querySelector('.search .status').textContent));
      await page.fill('#search-input', 'refresh token');
      await page.waitForFunction(() => document.querySelector('.results').dataset.query === 'refresh token');
      const texts = await page.$eval('.results', (it) => Number(it.dataset.texts));
      if (!texts) problems.push(`${name}: no texts are found`);
      problems.push(...await page.evaluate(() => window.violations));
    }
    return problems;
  });
}

const background = () => getComputedStyle(document.body).backgroundColor;
const LIGHT = 'rgb(255, 255, 255)';

// Pages follow the system until a choice is made, and keep the choice.
export function colorScheme({ url, withPage }) {
  return withPage({ colorScheme: 'dark' }, async (page) => {
    const problems = [];
    const check = (is, problem) => { if (!is) problems.push(problem); };
    await page.goto(`${url}index.html`);
    check(await page.evaluate(background) !== LIGHT, 'the page does not follow the system');
    check(await page.evaluate(() => localStorage.length) === 0, 'something is stored before a choice');
    await page.click('.scheme');
    check(await page.evaluate(background) === LIGHT, 'the choice has no effect');
    check(await page.getAttribute('.scheme', 'aria-label') === 'Color scheme: Light', 'the button does not say the choice');
    // The scheme applies before there is anything to paint.
    await page.addInitScript(() => {
      new MutationObserver(() => {
        if (document.body && window.early === undefined) window.early = document.documentElement.dataset.scheme ?? '';
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto(`${url}errors.html`);
    check(await page.evaluate(background) === LIGHT, 'the choice is lost');
    check(await page.evaluate(() => window.early) === 'light', 'the choice applies after the first paint');
    await page.click('.scheme');
    await page.click('.scheme');
    check(await page.evaluate(() => localStorage.length) === 0, 'the choice stays stored');
    return problems;
  });
}

// With storage blocked, pages and the choice work.
export function blockedStorage({ url, withPage }) {
  return withPage({ colorScheme: 'dark' }, async (page) => {
    const problems = [];
    await page.addInitScript(() => {
      Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('blocked', 'SecurityError'); } });
    });
    await page.goto(`${url}index.html`);
    if (await page.evaluate(background) === LIGHT) problems.push('the page does not follow the system');
    await page.click('.scheme');
    if (await page.evaluate(background) !== LIGHT) problems.push('the choice has no effect');
    await page.keyboard.press('/');
    await page.waitForSelector('dialog[open]');
    return problems;
  });
}

// Without scripts, everything but search, copies, the filter and the choice of a scheme works.
export function withoutScripts({ url, withPage }) {
  return withPage({ javaScriptEnabled: false }, async (page) => {
    const problems = [];
    for (const name of PAGES) {
      await page.goto(url + name);
      if (!await page.locator('h1').isVisible()) problems.push(`${name} shows no title`);
      for (const selector of ['.search-open', '.scheme', '.filter']) {
        if (await page.locator(selector).isVisible()) problems.push(`${name} shows ${selector}, which needs a script`);
      }
    }
    await page.goto(`${url}authentication/mfa/send-enroll-factor-request.html`);
    const fold = page.locator('.nested details').first();
    await fold.locator('summary').first().click();
    if (!await fold.locator('table').first().isVisible()) problems.push('a fold does not open');
    const value = page.locator('.fold').first();
    const height = async () => (await value.boundingBox()).height;
    const folded = await height();
    await value.click();
    if (await height() <= folded) problems.push('a long value does not unfold');
    return problems;
  });
}
