// A headless Chromium that signs users in on the pages of a provider.
//
// Pages are handled by what they show, not by whose they are: text and password fields are filled in,
// then the first button is pressed. The argument is JSON: `executable`, the path of Chromium.

import { config, serve } from '../lines.mjs';
import { load } from '../modules.mjs';

const { chromium } = (await load('playwright-core')).default;

const PAGES = 12;
const TIMEOUT = 20_000;
const GRACE = 2_000;
const FIELDS = 'input:is([type=text], [type=email], [type=tel], :not([type])):visible';
const PASSWORDS = 'input[type=password]:visible';
const BUTTONS = 'button:not([type=button], [type=reset]):visible, input[type=submit]:visible';
const CANCEL = /cancel|refuse|deny|abort/i;

const browser = await chromium.launch({
  executablePath: config.executable,
  args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost'],
});

// Each session has cookies of its own.
const contexts = new Map();

function contextOf(session) {
  if (!contexts.has(session)) contexts.set(session, browser.newContext());
  return contexts.get(session);
}

// Keeps the request to `target` from being sent, and reports it.
async function intercept(page, target, report) {
  const devtools = await page.context().newCDPSession(page);
  const urlPattern = `${target.replace(/[*?\\]/g, '\\$&')}*`;
  devtools.on('Fetch.requestPaused', async ({ requestId, request }) => {
    if (/^[^?#&]/.test(request.url.slice(target.length))) {
      await devtools.send('Fetch.continueRequest', { requestId });
      return;
    }
    // The page stays as it is.
    await devtools.send('Fetch.fulfillRequest', { requestId, responseCode: 204 });
    report({ url: request.url + (request.urlFragment ?? ''), form: request.postData ?? null });
  });
  await devtools.send('Fetch.enable', { patterns: [{ urlPattern, resourceType: 'Document' }] });
}

async function press(page, user) {
  if (user.cancel) {
    const choices = page.locator('button:visible, a:visible').filter({ hasText: CANCEL });
    if (await choices.count()) return choices.first().click({ noWaitAfter: true });
  }
  for (const field of await page.locator(FIELDS).all()) await field.fill(user.login);
  for (const field of await page.locator(PASSWORDS).all()) {
    if (user.entered) throw new Error(`the sign-in was refused: ${await text(page)}`);
    await field.fill(user.password);
  }
  user.entered ||= await page.locator(PASSWORDS).count() > 0;
  // Pages without a button go on by themselves.
  const buttons = page.locator(BUTTONS);
  if (await buttons.count()) await buttons.first().click({ noWaitAfter: true });
}

async function text(page) {
  return (await page.locator('body').innerText()).replace(/\s+/g, ' ').slice(0, 500);
}

// Opens a page, and follows it to `target`.
async function visit({ session, url, target, ...user }) {
  const page = await (await contextOf(session)).newPage();
  page.setDefaultTimeout(TIMEOUT);
  try {
    let report;
    const intercepted = new Promise((resolve) => { report = resolve; });
    await intercept(page, target, report);
    let status;
    page.on('response', (response) => {
      if (response.request().isNavigationRequest() && response.frame() === page.mainFrame()) {
        status = response.status();
      }
    });
    // A navigation that is intercepted ends with an error that means nothing.
    const orIntercepted = (action) => Promise.race([
      intercepted,
      action().then(() => undefined, (error) => settled(intercepted, error)),
    ]);
    let result = await orIntercepted(() => page.goto(url, { waitUntil: 'domcontentloaded' }));
    for (let pages = 0; !result && pages < PAGES && !(status >= 400); pages += 1) {
      result = await orIntercepted(async () => {
        const next = page.waitForEvent('domcontentloaded');
        await Promise.all([next, press(page, user).catch(unlessNavigated)]);
      });
    }
    if (result) return result;
    throw new Error(`${page.url()} (status ${status}) does not lead to ${target}: ${await text(page)}`);
  } finally {
    await page.close();
  }
}

// Prefers the interception to an error that occurs at about the same time.
function settled(intercepted, error) {
  const soon = new Promise((_, reject) => { setTimeout(reject, GRACE, error); });
  return Promise.race([intercepted, soon]);
}

// A page that goes on by itself may do so while it is looked at.
function unlessNavigated(error) {
  if (!/context was destroyed|navigation|detached/i.test(error.message)) throw error;
}

await serve({ version: browser.version() }, {
  visit,
  forget: async ({ session }) => {
    await (await contexts.get(session))?.close();
    contexts.delete(session);
  },
}, () => browser.close());
