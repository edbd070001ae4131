// A person shows a source who they are: a code, a login there, answers, the desk. Operator, connector and the source's own
// login are sites of their own.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { administer, keep, logIn, speak, startBrowser, startCity } from './city.mjs';
import { come } from './staff.mjs';

const FIDUCIA = resolve(process.env.FIDUCIA ?? join(import.meta.dirname, '../../target/debug/fiducia'));
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const run = promisify(execFile);

let city, browser;

before(async () => {
  [city, browser] = await Promise.all([startCity(), startBrowser()]);
});
after(() => Promise.all([browser?.close(), city?.stop()]));

/** Somebody who has an account and is known to no source. */
async function newcomer(name) {
  const password = 'a sentence nobody guesses';
  await keep(city, `${name}.password`, password);
  const login = `${name}@newcomer.example`;
  await administer(city, 'person', 'add', login, '--name', name, '--password-file', join(city.folder, `${name}.password`));
  return { login, password };
}

/** What is wrong with a page for people who do not see, or see little. */
async function check(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((rules) => axe.run(document, { runOnly: rules }), RULES);
  assert.deepEqual(violations.map((one) => `${name}: ${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`), []);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wide, 0, `${name} is wider than the window`);
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`), fullPage: true });
}

/** The code of the newest message to an address, or a number, that holds this text. */
async function codeFor(address) {
  const read = async (path) => (await fetch(city.operator + path)).text();
  for (let tries = 0; tries < 100; tries += 1) {
    for (const [mail] of (await read('/mail')).matchAll(/\/mail\/[0-9a-f-]{36}/g)) {
      const text = await read(mail);
      const code = /\b\d{8}\b/.exec(text.replace(/<[^>]*>/g, ' '));
      if (code && text.includes(address)) return code[0];
    }
    await new Promise((wait) => setTimeout(wait, 100));
  }
  throw new Error(`no code for ${address}`);
}

/** The library's part of the page with links. */
const library = (page) => page.locator('section', { has: page.getByRole('heading', { name: 'City Library', level: 2 }) });

const at = (url) => new URL(url).origin;

for (const language of ['en', 'fi', 'el']) {
  test(`a code by e-mail, by keyboard, on a phone: ${language}`, async () => {
    const context = await browser.newContext({ viewport: { width: 320, height: 800 } });
    const page = await context.newPage();
    await logIn(page, city, await newcomer(`code-${language}`), '/links');
    await speak(page, language);
    await check(page, `links-${language}`);
    await library(page).locator('a[href*="way=code"]').focus();
    await Promise.all([page.waitForURL(/\/links\/[\w-]{43}$/), page.keyboard.press('Enter')]);
    assert.notEqual(at(page.url()), at(city.operator), 'the source has a site of its own');
    assert.equal(await page.evaluate(() => document.documentElement.lang), language);
    await check(page, `link-find-${language}`);
    const [card, owner] = { en: ['LIB-2037', 'aino.koskela'], fi: ['LIB-2111', 'matti.vuorela'], el: ['LIB-2148', 'sanna.lindqvist'] }[language];
    await page.fill('input[name=key]', card);
    await Promise.all([page.waitForSelector('input[name=code]'), page.press('input[name=key]', 'Enter')]);
    await check(page, `link-code-${language}`);
    await page.fill('input[name=code]', '00');
    await Promise.all([page.waitForSelector('[role=alert]'), page.press('input[name=code]', 'Enter')]);
    await check(page, `link-code-wrong-${language}`);
    await page.fill('input[name=code]', await codeFor(owner));
    await Promise.all([page.waitForURL(/\/links\?said=linked$/), page.press('input[name=code]', 'Enter')]);
    assert.equal(at(page.url()), at(city.operator));
    await check(page, `links-linked-${language}`);
    assert.ok((await library(page).innerText()).includes(card));
    // Ended in a dialog, in two presses.
    await library(page).locator('button[popovertarget]').first().click();
    await Promise.all([page.waitForURL(/said=ended$/), library(page).locator('[popover] form button').click()]);
    assert.ok(!(await library(page).innerText()).includes(card));
    await context.close();
  });
}

for (const [language, options] of [
  ['en', { viewport: { width: 1280, height: 900 } }],
  ['fi', { viewport: { width: 320, height: 800 }, colorScheme: 'dark' }],
]) {
  test(`a login at the source, by keyboard: ${language}`, async () => {
    // The browser likes another language: what counts is what the person has chosen at the operator.
    const context = await browser.newContext({ ...options, locale: 'el-GR' });
    const page = await context.newPage();
    await logIn(page, city, await newcomer(`login-${language}`), '/links');
    await speak(page, language);
    await check(page, `links-login-${language}`);
    const goThere = async () => {
      await library(page).locator('a[href*="way=openid"]').focus();
      await Promise.all([page.waitForURL(/\/login\?/), page.keyboard.press('Enter')]);
    };
    await goThere();
    const sites = [city.operator, city.connector('City Library').url];
    assert.ok(!sites.map(at).includes(at(page.url())), 'the login has a site of its own');
    assert.equal(await page.evaluate(() => document.documentElement.lang), language);
    await check(page, `library-login-${language}`);

    // A wrong PIN and a card that nobody has are answered alike.
    const said = [];
    for (const [card, pin] of [['LIB-2296', '0000'], ['LIB-9999', '3586']]) {
      await page.fill('input[name=card]', card);
      await page.fill('input[name=pin]', pin);
      await Promise.all([page.waitForNavigation(), page.press('input[name=pin]', 'Enter')]);
      said.push(await page.locator('main').innerHTML());
    }
    assert.equal(said[0], said[1]);
    assert.equal(await page.locator('[role=alert]').count(), 1);
    await check(page, `library-login-wrong-${language}`);
    await Promise.all([page.waitForURL(/\/links\?said=none$/), page.locator('button[value=cancel]').click()]);
    assert.equal(at(page.url()), at(city.operator));
    assert.ok(!(await library(page).innerText()).includes('LIB-2296'));

    await goThere();
    await page.fill('input[name=card]', 'lib-2296');
    await page.fill('input[name=pin]', '3586');
    await Promise.all([page.waitForURL(/\/links\?said=linked$/), page.press('input[name=pin]', 'Enter')]);
    assert.ok((await library(page).innerText()).includes('LIB-2296'));
    await check(page, `links-logged-in-${language}`);
    await context.close();
  });
}

test('a code as a short message, which the page with the e-mails shows', async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 800 } });
  const page = await context.newPage();
  await logIn(page, city, await newcomer('short'), '/links');
  await Promise.all([page.waitForURL(/\/links\/[\w-]{43}$/), library(page).locator('a[href*="way=code"]').click()]);
  await page.fill('input[name=key]', 'LIB-2296');
  await Promise.all([page.waitForSelector('input[name=code]'), page.press('input[name=key]', 'Enter')]);
  await page.fill('input[name=code]', await codeFor('+358 40 555 0108'));
  await Promise.all([page.waitForURL(/\/links\?said=linked$/), page.press('input[name=code]', 'Enter')]);
  assert.ok((await library(page).innerText()).includes('LIB-2296'));
  await page.goto(`${city.operator}/mail`);
  await check(page, 'mail-sms');
  await context.close();
});

test('at the desk, without JavaScript', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await logIn(page, city, await newcomer('desk'), '/links');
  await Promise.all([page.waitForURL(/\/links\/[\w-]{43}$/), library(page).locator('a[href*="way=desk"]').click()]);
  const code = (await page.locator('.code').innerText()).trim();
  assert.match(code, /^[A-Z2-9]{4}-[A-Z2-9]{4}$/);
  await Promise.all([page.waitForURL(/said=waiting$/), page.locator('form:has(input[value=back]) button').click()]);
  assert.ok((await library(page).innerText()).includes(code));
  const config = join(city.folder, 'city', 'library.toml');
  await run(FIDUCIA, ['connector', '--config', config, 'links', 'confirm', code, 'LIB-2074']);
  await Promise.all([page.waitForURL(/said=linked$/), library(page).locator('form[action="/links/check"] button').click()]);
  assert.ok((await library(page).innerText()).includes('LIB-2074'));
  await context.close();
});

test('refused at the desk: staff are told who reads their words, and the person reads them as words', async () => {
  const staff = await (await browser.newContext({ locale: 'en-GB', viewport: { width: 320, height: 800 } })).newPage();
  await come(staff, city.staff[0].link);
  const why = 'Your passport ran out in May.\nCome again with <b>a new one</b>, please.';
  for (const [language, options] of [['en', { viewport: { width: 1280, height: 900 } }], ['fi', { viewport: { width: 320, height: 800 }, colorScheme: 'dark' }]]) {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    await logIn(page, city, await newcomer(`refused-${language}`), '/links');
    await speak(page, language);
    await Promise.all([page.waitForURL(/\/links\/[\w-]{43}$/), library(page).locator('a[href*="way=desk"]').click()]);
    const code = (await page.locator('.code').innerText()).trim();
    await Promise.all([page.waitForURL(/said=waiting$/), page.locator('form:has(input[value=back]) button').click()]);

    await staff.goto(new URL(`/staff/desk?code=${code}`, city.staff[0].pages).href);
    const note = staff.getByLabel('Why you refuse');
    const hint = await staff.locator(`#${await note.getAttribute('aria-describedby')}`).innerText();
    assert.match(hint, /the person reads it/);
    await check(staff, `desk-refuse-${language}`);
    await note.fill(why);
    await staff.keyboard.press('Tab');
    await Promise.all([staff.waitForNavigation(), staff.keyboard.press('Enter')]);
    assert.match(await staff.locator('main .notice').innerText(), /The person reads your reason at their operator/);

    await Promise.all([page.waitForURL(/said=refused$/), library(page).locator('form[action="/links/check"] button').click()]);
    assert.equal(await library(page).locator('q').innerText(), why);
    await check(page, `links-refused-${language}`);
    await page.goto(`${city.operator}/notifications`);
    assert.match(await page.locator('#news').innerText(), /a new one<\/b>, please/);
    await check(page, `news-refused-${language}`);
    await context.close();
  }
  await staff.context().close();
});

test('answers, and giving up', async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 800 }, colorScheme: 'dark' });
  const page = await context.newPage();
  await logIn(page, city, await newcomer('form'), '/links');
  await Promise.all([page.waitForURL(/\/links\/[\w-]{43}$/), library(page).locator('a[href*="way=form"]').click()]);
  await check(page, 'link-form');
  await page.fill('input[name=key]', 'LIB-2222');
  await page.fill('input[name=answer0]', 'Olga Pavlova');
  await page.fill('input[name=answer1]', 'Elsewhere');
  await Promise.all([page.waitForSelector('[role=alert]'), page.press('input[name=answer1]', 'Enter')]);
  await check(page, 'link-form-wrong');
  await Promise.all([page.waitForURL(/said=none$/), page.locator('form:has(input[value=cancel]) button').click()]);
  await check(page, 'links-nothing');
  await context.close();
});
