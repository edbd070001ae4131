// The pages for everybody: the feedback form by keyboard and without JavaScript, and the way between the pages.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { startBrowser, startCity } from './city.mjs';

const FIDUCIA = process.env.FIDUCIA ?? join(import.meta.dirname, '../../target/debug/fiducia');
const run = promisify(execFile);

let city, browser;

before(async () => {
  [city, browser] = await Promise.all([startCity(), startBrowser()]);
});
after(() => Promise.all([browser?.close(), city?.stop()]));

/** What the operator's administrator reads. */
async function feedback() {
  const config = join(city.folder, 'city', 'operator-helsinki.toml');
  const { stdout } = await run(FIDUCIA, ['operator', '-c', config, '--json', 'feedback', 'list']);
  return JSON.parse(stdout);
}

/** Presses Tab until the focus is where it should be. */
async function tabTo(page, selector) {
  for (let steps = 0; steps < 60; steps += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
  }
  throw new Error(`no Tab leads to ${selector}`);
}

test('feedback is given with the keyboard alone and without JavaScript, and the administrator reads it', async () => {
  const context = await browser.newContext({ locale: 'en', javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${city.operator}/accessibility`);
  // Without scripts the focus cannot be asked for: the fields stand in this order, one Tab apart.
  await page.focus('#text');
  await page.keyboard.type('The switch cannot be <b>read</b>');
  await page.keyboard.press('Tab');
  await page.keyboard.type('/permissions');
  await page.keyboard.press('Tab');
  await page.keyboard.type('aino@example.org');
  await page.keyboard.press('Tab');
  await Promise.all([page.waitForURL((url) => url.search === '?sent=yes'), page.keyboard.press('Enter')]);
  assert.match(await page.textContent('.notice-good'), /We have got your message/);
  const [written] = await feedback();
  assert.equal(written.text, 'The switch cannot be <b>read</b>');
  assert.equal(written.page, '/permissions');
  assert.equal(written.email, 'aino@example.org');
  await context.close();
});

test('the form is reached by Tab, and what was typed is not lost when something is wrong', async () => {
  const context = await browser.newContext({ locale: 'en' });
  const page = await context.newPage();
  await page.goto(`${city.operator}/accessibility`);
  await tabTo(page, '#text');
  await page.keyboard.type('A word');
  // As a browser that checks nothing by itself.
  await page.evaluate(() => { document.querySelector('main form').noValidate = true; });
  await tabTo(page, '#email');
  await page.keyboard.type('nobody');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  assert.equal(await page.inputValue('#text'), 'A word');
  assert.equal(await page.inputValue('#email'), 'nobody');
  assert.equal(await page.getAttribute('#email', 'aria-invalid'), 'true');
  assert.match(await page.textContent('#email-error'), /name@example.org/);
  await context.close();
});

test('the foot of every page leads to the pages for everybody', async () => {
  const context = await browser.newContext({ locale: 'en' });
  const page = await context.newPage();
  for (const name of ['About this service', 'Privacy', 'Accessibility', 'Status', 'Catalogue']) {
    await page.goto(`${city.operator}/login`);
    await Promise.all([page.waitForNavigation(), page.click(`footer >> text="${name}"`)]);
    assert.equal(await page.textContent('h1'), name);
    assert.equal(await page.getAttribute(`footer >> text="${name}"`, 'aria-current'), 'page');
  }
  await context.close();
});

test('the catalogue is searched without JavaScript', async () => {
  const context = await browser.newContext({ locale: 'en', javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${city.operator}/catalogue`);
  await page.fill('#q', 'library');
  await Promise.all([page.waitForNavigation(), page.press('#q', 'Enter')]);
  const titles = await page.locator('article h3').allTextContents();
  assert.equal(titles.length, 1, titles.join());
  assert.equal(await page.inputValue('#q'), 'library');
  await page.goto(`${city.operator}/catalogue`);
  const all = await page.locator('article h3').count();
  await page.click('summary >> text="Narrow the search"');
  await page.selectOption('#narrow-place', { label: 'Helsinki, Finland' });
  await page.selectOption('#narrow-category', 'https://w3id.org/dpv/pd#BirthDate');
  await Promise.all([page.waitForNavigation(), page.click('form.search button')]);
  const found = await page.locator('article h3').count();
  assert.ok(found > 0 && found < all, `${found} of ${all}`);
  assert.equal(await page.inputValue('#narrow-place'), 'Helsinki');
  assert.ok(await page.isVisible('#narrow-place'), 'what narrows the search stays in sight');
  await context.close();
});

test('the sources of both cities are searched at the registry, without JavaScript and in another language', async () => {
  const context = await browser.newContext({ locale: 'en', javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(city.registry);
  const all = await page.locator('article h3').count();
  const shared = (await page.locator('article .list li').allTextContents()).join();
  assert.match(shared, /Shared by City of Helsinki, My Data in the trust group/);
  assert.match(shared, /Shared by Ville de Rennes, Mes Données in the trust group/);
  await page.click('summary >> text="Narrow the search"');
  await page.selectOption('#narrow-place', { label: 'Rennes, France' });
  await Promise.all([page.waitForNavigation(), page.click('form.search button')]);
  assert.equal(await page.locator('article h3').count(), 1);
  assert.ok(all > 1, `${all} in all`);
  await page.locator('footer select').selectOption('fr');
  await Promise.all([page.waitForNavigation(), page.locator('footer form.language button').click()]);
  assert.equal(await page.getAttribute('html', 'lang'), 'fr');
  assert.equal(await page.textContent('article h3'), 'Titres et trajets');
  assert.equal(await page.inputValue('#narrow-place'), 'Rennes');
  await context.close();
});

test('an operator of one city finds what the other shares', async () => {
  const context = await browser.newContext({ locale: 'en' });
  const page = await context.newPage();
  for (const { url } of city.operators) {
    await page.goto(`${url}/catalogue?place=Rennes`);
    assert.equal(await page.textContent('article h3'), 'Tickets and journeys');
  }
  await context.close();
});
