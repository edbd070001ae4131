// Those who answer for a source: in with a second factor, look, edit, publish. With and without JavaScript.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { administer, keep, logIn as enter, startBrowser, startCity } from './city.mjs';
import { PASSWORD, code, come } from './staff.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let city;
let browser;
let staff;
let known;

before(async () => {
  city = await startCity();
  browser = await startBrowser();
  [staff] = city.staff;
  const context = await browser.newContext();
  known = await come(await context.newPage(), staff.link);
  await context.close();
});

after(async () => {
  await browser?.close();
  await city?.stop();
});

async function logIn(page, shown) {
  await page.goto(staff.pages);
  assert.match(page.url(), /\/staff\/login\?next=%2Fstaff$/);
  await page.fill('input[name=login]', staff.login);
  await page.fill('input[name=password]', PASSWORD);
  await page.fill('input[name=code]', shown);
  await page.press('input[name=code]', 'Enter');
  await page.waitForLoadState();
}

test('the invitation is good once', async () => {
  const page = await browser.newPage();
  const answer = await page.goto(staff.link);
  assert.equal(answer.status(), 404);
  await page.close();
});

test('a wrong code lets nobody in and says so', async () => {
  const page = await browser.newPage();
  await logIn(page, '000000');
  assert.match(await page.locator('[role=alert]').textContent(), /not right/);
  assert.equal(await page.inputValue('input[name=login]'), staff.login);
  await page.close();
});

for (const javaScriptEnabled of [false, true]) {
  test(`in with a second factor, look, edit, publish, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    await logIn(page, known.recovery[javaScriptEnabled ? 1 : 0]);
    assert.equal(page.url(), staff.pages);
    assert.equal(await page.locator('h1').textContent(), 'Start');

    for (const [name, heading] of [['Log', 'Log'], ['Statistics', 'Statistics'], ['Keys', 'Keys'], ['Inbox', 'Inbox'], ['Staff', 'Staff']]) {
      await page.locator('nav.links').getByRole('link', { name, exact: true }).click();
      assert.equal(await page.locator('h1').textContent(), heading);
    }

    await page.locator('nav.links').getByRole('link', { name: 'Datasets' }).click();
    await page.getByRole('link', { name: 'Library card and loans' }).click();
    assert.match(await page.locator('main').textContent(), /Where the library writes to you/);
    await page.selectOption('#preview-language', 'de');
    await page.getByRole('button', { name: 'Show' }).click();
    assert.match(await page.locator('main').textContent(), /Not said in this language yet/);

    await page.getByRole('link', { name: 'Write the next version' }).click();
    const written = javaScriptEnabled ? 'Bibliothek und Ausleihen' : 'Bibliothekskarte';
    await page.selectOption('#preview-language', 'de');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.fill('#title', written);
    await page.getByRole('button', { name: 'Save the draft' }).click();
    assert.equal(await page.locator('main .card[lang=de] h3').textContent(), written);
    const connector = new URL(staff.pages).origin;
    const offered = async () => (await (await fetch(`${connector}/datasets`)).json())[0];
    const before_ = (await offered()).version;
    await page.getByRole('button', { name: /^Publish version/ }).click();
    await page.waitForLoadState();
    const now = await offered();
    assert.equal(now.version, before_ + 1);
    assert.equal(now.title.de, written);

    await page.locator('header form[action="/staff/logout"] button').click();
    assert.match(page.url(), /\/staff\/login$/);
    await page.goto(staff.pages);
    assert.match(page.url(), /\/staff\/login\?/);
    await context.close();
  });
}

test('a code of the app lets in, and a used one does not', async () => {
  const page = await browser.newPage();
  // A later step than that of the invitation; the server takes the one beside its own.
  const shown = code(known.secret, 1);
  await logIn(page, shown);
  assert.equal(page.url(), staff.pages);
  await page.close();
  const other = await browser.newPage();
  await logIn(other, shown);
  await other.close();
});

/** Somebody without a link goes to the library's desk; their page and the code that they are shown. */
async function comeToDesk(name) {
  await keep(city, `${name}.password`, PASSWORD);
  const person = { login: `${name}@newcomer.example`, password: PASSWORD };
  await administer(city, 'person', 'add', person.login, '--name', name, '--password-file', join(city.folder, `${name}.password`));
  const page = await (await browser.newContext()).newPage();
  await enter(page, city, person, '/links');
  const library = page.locator('section', { has: page.getByRole('heading', { name: 'City Library', level: 2 }) });
  await Promise.all([page.waitForURL(/\/links\/[\w-]{43}$/), library.locator('a[href*="way=desk"]').click()]);
  const shown = (await page.locator('.code').innerText()).trim();
  await Promise.all([page.waitForURL(/said=waiting$/), page.locator('form:has(input[value=back]) button').click()]);
  return { page, shown };
}

for (const [place, [language, width]] of [['en', 1280], ['fi', 360]].entries()) {
  test(`whoever comes to the desk is in the inbox and confirmed there, at ${width} px, in ${language}`, async () => {
    const comer = await comeToDesk(`${language}-comer`);
    const context = await browser.newContext({ locale: language, viewport: { width, height: 900 } });
    const page = await context.newPage();
    await logIn(page, known.recovery[7 + place]);
    const form = page.locator('footer form[action="/staff/language"]');
    await form.locator('select').selectOption(language);
    await Promise.all([page.waitForNavigation(), form.locator('button').click()]);
    await page.goto(new URL('/staff/inbox', staff.pages).href);
    await page.locator('.cards h2 a').first().click();
    await page.evaluate(axe);
    const { violations } = await page.evaluate((rules) => axe.run(document, { runOnly: rules }), RULES);
    assert.deepEqual(violations.map((one) => one.id), []);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/desk-task-${language}-${width}.png`, fullPage: true });
    const confirm = async (code) => {
      await page.fill('#code', code);
      await page.fill('#identifier', 'LIB-2111');
      await Promise.all([page.waitForNavigation(), page.locator('main form:has(#code) button').click()]);
    };
    await confirm('AAAA-AAAA');
    assert.ok(await page.locator('main .notice').first().textContent());
    await confirm(comer.shown);
    assert.equal(await page.locator('#code').count(), 0);
    if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/desk-done-${language}-${width}.png`, fullPage: true });
    await Promise.all([comer.page.waitForURL(/said=linked$/), comer.page.locator('form[action="/links/check"] button').click()]);
    await comer.page.context().close();
    await context.close();
  });
}

/** What EN 301 549 asks of web pages, and what axe holds to be good beyond it. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PAGES = ['/staff', '/staff/inbox', '/staff/inbox?done=true', '/staff/datasets', '/staff/datasets/patron',
  '/staff/datasets/patron/edit', '/staff/log', '/staff/statistics', '/staff/keys', '/staff/members', '/staff/trail', '/staff/account'];
const RUNS = [['en', 'light', 320], ['fi', 'dark', 1280], ['el', 'light', 320], ['de', 'dark', 320], ['pl', 'light', 1280]];

for (const [place, [language, colorScheme, width]] of RUNS.entries()) {
  test(`every page for staff is accessible: ${language}, ${colorScheme}, ${width} px`, async () => {
    const context = await browser.newContext({ locale: language, colorScheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    const found = [];
    const look = async (path) => {
      const spoken = await page.evaluate(() => document.documentElement.lang);
      if (spoken !== language) found.push(`${path}: speaks ${spoken}`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate((rules) => axe.run(document, { runOnly: rules }), RULES);
      for (const one of violations) found.push(`${path}: ${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) found.push(`${path}: ${wide} px wider than the window`);
      if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${language}${path.replaceAll(/[^a-z]+/g, '-')}.png`, fullPage: true });
    };
    await page.goto(`${staff.pages}/login`);
    await look('/staff/login');
    await logIn(page, known.recovery[2 + place]);
    const form = page.locator('footer form[action="/staff/language"]');
    await form.locator('select').selectOption(language);
    await Promise.all([page.waitForNavigation(), form.locator('button').click()]);
    for (const path of PAGES) {
      const answer = await page.goto(new URL(path, staff.pages).href);
      assert.equal(answer.status(), 200, path);
      assert.ok((await answer.body()).length < 100_000, path);
      await look(path);
    }
    await page.goto(new URL('/staff/members', staff.pages).href);
    await page.fill('#name', 'Matti');
    await page.fill('#login', `matti.${language}@library.example`);
    await page.check('#role-auditor');
    await page.locator('main form[action="/staff/members"] button').click();
    const link = await page.locator('#invitation-link').textContent();
    await look('/staff/members?link');
    await page.goto(link);
    await look('/staff/invitations/…');
    assert.deepEqual(found, []);
    await context.close();
  });
}
