// How a person logs in, in a real browser with a virtual authenticator: passkeys, confirming, sessions, the keyboard.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { logIn, speak, startBrowser, startCity, startNamedOperator } from './city.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let city, browser, aino, venla;

before(async () => {
  [city, browser] = await Promise.all([startNamedOperator(), startBrowser()]);
  [aino, venla] = city.persons;
});
after(() => Promise.all([browser?.close(), city?.stop()]));

async function open(options = {}) {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  return { context, page, wrong };
}

/** A device with passkeys, plugged into a page: the virtual authenticator of the DevTools protocol. */
async function device(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true,
    },
  });
  return {
    unlocks: (isUserVerified) => cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
    passkeys: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
  };
}

/** Presses a button of a form; the page that comes of it. */
const press = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);
const said = (page, kind) => page.locator(`[data-passkey=${kind}] [role=status]`).innerText();

async function addPasskey(page, name) {
  await page.goto(`${city.operator}/identities`);
  await page.fill('[data-passkey=register] input[name=name]', name);
  await press(page, '[data-passkey=register] button');
  assert.match(await page.locator('#ways + ul').innerText(), new RegExp(name));
}

test('a passkey is registered, leads in without a name, confirms, and is removed', async () => {
  const { context, page, wrong } = await open();
  const phone = await device(page);
  await logIn(page, city, aino);
  await addPasskey(page, 'My phone');
  assert.equal((await phone.passkeys()).length, 1);

  const before = (await context.cookies()).find((one) => one.name === 'session').value;
  await press(page, 'form[action="/logout"] button');
  await page.goto(`${city.operator}/login?next=/identities`);
  await press(page, '[data-passkey=login] button');
  assert.equal(new URL(page.url()).pathname, '/identities');
  const after = (await context.cookies()).find((one) => one.name === 'session');
  assert.notEqual(after.value, before);
  assert.ok(after.httpOnly && after.sameSite === 'Lax');

  // Someone who can't unlock the device stays outside, and hears it.
  await press(page, 'form[action="/logout"] button');
  await phone.unlocks(false);
  await page.click('[data-passkey=login] button');
  await page.waitForFunction(() => document.querySelector('[data-passkey=login] [role=status]').textContent !== '');
  assert.match(await said(page, 'login'), /try again/i);
  await phone.unlocks(true);

  await logIn(page, city, aino, '/identities');
  // Taking it away for good asks once more, in a dialog that closes with Escape and gives the focus back.
  const remove = page.locator('form[action="/identities/remove"] button', { hasText: 'My phone' });
  const opener = page.locator('button[popovertarget]', { hasText: 'My phone' });
  assert.equal(await remove.isVisible(), false);
  await opener.press('Enter');
  await page.getByRole('dialog', { name: 'Remove My phone?' }).waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await remove.isVisible(), false);
  assert.ok(await opener.evaluate((button) => button === document.activeElement), 'the focus is back');
  await opener.click();
  await Promise.all([page.waitForNavigation(), remove.click()]);
  assert.doesNotMatch(await page.locator('#ways + ul').innerText(), /My phone/);
  assert.equal(await page.locator('form[action="/identities/remove"]').count(), 0, 'the last way cannot be removed');
  assert.deepEqual(wrong, []);
  await context.close();
});

test('in the demo a passkey leads in, and another e-mail address is confirmed and taken back', async () => {
  const demo = await startCity();
  const { context, page, wrong } = await open();
  try {
    const phone = await device(page);
    const sanna = demo.person('Sanna');
    await logIn(page, demo, sanna, '/identities');
    await page.fill('[data-passkey=register] input[name=name]', 'My phone');
    await press(page, '[data-passkey=register] button');
    assert.equal((await phone.passkeys()).length, 1);

    const other = 'sanna.other@example.fi';
    await page.fill('form[action="/identities/login"] input[name=login]', other);
    await press(page, 'form[action="/identities/login"] button');
    assert.match(await page.locator('main').innerText(), new RegExp(`Not confirmed yet: ${other}`));
    const link = async (path) => {
      for (let tries = 0; tries < 100; tries += 1) {
        await page.goto(`${demo.operator}/mail`);
        const mails = await page.locator('.timeline a').evaluateAll((links) => links.map((one) => one.href));
        for (const mail of mails) {
          await page.goto(mail);
          const found = page.locator(`.letter a[href*="${path}"]`);
          if (await found.count()) return found.getAttribute('href');
        }
        await page.waitForTimeout(200);
      }
      throw new Error(`no e-mail with ${path}`);
    };
    await page.goto(await link('/identities/login/'));
    await press(page, 'main form button');
    assert.match(await page.locator('main').innerText(), /you log in with the new address/);
    await press(page, 'form[action="/logout"] button');
    await page.goto(`${demo.operator}/login?next=/identities`);
    await press(page, '[data-passkey=login] button');
    assert.match(await page.locator('main').innerText(), new RegExp(other));

    await page.goto(await link('/login-undo/'));
    await press(page, 'main form button');
    assert.match(await page.locator('main').innerText(), /The change is undone/);
    await logIn(page, demo, sanna, '/identities');
    assert.match(await page.locator('main').innerText(), new RegExp(sanna.login));
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
    await demo.stop();
  }
});

test('nothing typed is lost when the session ends midway', async () => {
  const { context, page } = await open();
  await device(page);
  await logIn(page, city, venla);
  await page.goto(`${city.operator}/identities`);
  await page.fill('[data-passkey=register] input[name=name]', 'A long and careful name');
  const session = (await context.cookies()).find((one) => one.name === 'session');
  await context.clearCookies({ name: 'session' });
  await page.click('[data-passkey=register] button');
  await page.waitForFunction(() => document.querySelector('[data-passkey=register] [role=status]').textContent !== '');
  assert.match(await said(page, 'register'), /not logged in any more/);
  assert.equal(await page.inputValue('[data-passkey=register] input[name=name]'), 'A long and careful name');

  // Logged in again in another tab, it goes on where it was.
  assert.ok(session);
  const other = await context.newPage();
  await logIn(other, city, venla);
  await other.close();
  // Browsers ask for a passkey only on the tab in front.
  await page.bringToFront();
  await press(page, '[data-passkey=register] button');
  assert.match(await page.locator('#ways + ul').innerText(), /A long and careful name/);
  await context.close();
});

test('without JavaScript the password remains: logging in, changing it, ending sessions', async () => {
  const [first, second] = [await open(), await open({ javaScriptEnabled: false })];
  await logIn(first.page, city, venla);
  const { page } = second;
  await logIn(page, city, venla, '/identities');
  assert.equal(await page.locator('[data-passkey]:visible').count(), 0);
  await page.fill('input[name=old]', 'not the password');
  await page.fill('input[name=new]', 'a sentence for a new day');
  await press(page, 'form[action="/identities/password"] button');
  assert.match(await page.locator('[role=alert]').innerText(), /password is not right/);
  await page.fill('input[name=old]', venla.password);
  await page.fill('input[name=new]', 'a sentence for a new day');
  await press(page, 'form[action="/identities/password"] button');
  assert.match(await page.locator('.notice-good').innerText(), /password is changed/);
  await first.page.goto(`${city.operator}/identities`);
  assert.equal(new URL(first.page.url()).pathname, '/login', 'every other session has ended');
  venla.password = 'a sentence for a new day';

  await logIn(first.page, city, venla);
  await page.goto(`${city.operator}/identities`);
  const end = page.locator('form[action="/identities/sessions"] button').first();
  assert.match(await end.innerText(), /Chrome/);
  await Promise.all([page.waitForNavigation(), end.click()]);
  await first.page.goto(`${city.operator}/identities`);
  assert.equal(new URL(first.page.url()).pathname, '/login');
  await Promise.all([first, second].map(({ context }) => context.close()));
});

test('a passkey is added by keyboard alone, and the focus is not lost when it fails', async () => {
  const { context, page } = await open();
  const phone = await device(page);
  await logIn(page, city, aino);
  await page.goto(`${city.operator}/identities`);
  const focused = () => page.evaluate(() => document.activeElement.closest('[data-passkey]')?.dataset.passkey ?? '');
  for (let tabs = 0; (await focused()) !== 'register'; tabs += 1) {
    assert.ok(tabs < 60, 'the form is reached');
    await page.keyboard.press('Tab');
  }
  await page.keyboard.type('Key ring');
  await phone.unlocks(false);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('[data-passkey=register] [role=status]').textContent !== '');
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BUTTON');
  await phone.unlocks(true);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  assert.match(await page.locator('#ways + ul').innerText(), /Key ring/);
  await context.close();
});

for (const [language, colorScheme, width] of [['en', 'light', 1280], ['fi', 'dark', 320], ['el', 'light', 320]]) {
  test(`logging in and the identities are accessible with passkeys: ${language}, ${colorScheme}, ${width} px`, async () => {
    const { context, page } = await open({ locale: language, colorScheme, viewport: { width, height: 900 } });
    const found = [];
    const look = async (path) => {
      await page.goto(city.operator + path);
      await page.evaluate(axe);
      const { violations } = await page.evaluate((rules) => axe.run(document, { runOnly: rules }), RULES);
      for (const one of violations) found.push(`${path}: ${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) found.push(`${path}: ${wide} px wider than the window`);
    };
    await look('/login');
    await logIn(page, city, aino);
    await speak(page, language);
    await look('/identities');
    await look('/identities?said=wrong-young');
    await look('/identities?said=password');
    assert.deepEqual(found, []);
    await context.close();
  });
}
