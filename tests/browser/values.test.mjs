// A request shows people their own values before they decide, read by their browser straight from the source.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { logIn, speak, startBrowser, startCity } from './city.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let city, browser;

before(async () => {
  [city, browser] = await Promise.all([startCity(), startBrowser()]);
});
after(() => Promise.all([browser?.close(), city?.stop()]));

/** A fresh request's page with its person logged in, and what went wrong in it. */
async function open(person, options = {}) {
  const { url } = await city.service('Hobby').request(city.person(person));
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  await logIn(page, city, city.person(person), new URL(url).pathname);
  return { context, page, wrong };
}

test('the values asked for are shown when the person wants it, past the operator, and nothing is decided', async () => {
  const { context, page, wrong } = await open('Aino');
  const route = city.connector('opulation').routes[0];
  const [asked, passed] = [[], []];
  page.on('request', (request) => asked.push(request.url()));
  page.on('response', async (answer) => {
    if (answer.url().startsWith(city.operator)) passed.push(await answer.text().catch(() => ''));
  });
  await page.reload();
  assert.ok(!asked.some((url) => url.startsWith(new URL(route).origin)), 'read before anybody wanted it');
  const register = page.getByRole('region', { name: 'Population register' });
  const button = register.getByRole('button', { name: 'Show my values' });
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByText('This is stored about you:').waitFor();
  const shown = await register.locator('[data-values]').innerText();
  assert.match(shown, /Household size\s+3/);
  assert.ok(!shown.includes('Hämeentie'), `a value that nobody asked for: ${shown}`);
  assert.ok(asked.some((url) => url === route), `nothing was read from ${route}`);
  assert.ok(!passed.join().includes('12 April 1987') && !passed.join().includes('1987-04-12'), 'a value came through the operator');
  await page.getByRole('button', { name: 'Yes' }).waitFor();
  assert.ok(await page.evaluate(() => document.activeElement.closest('[data-dataset]') !== null), 'the focus is lost');
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document));
  assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html)}`), []);
  assert.deepEqual(wrong, []);
  await context.close();
});

test('a source that does not answer says so, and the request can be decided all the same', async () => {
  const { context, page } = await open('Sanna');
  await speak(page, 'de');
  await page.route(city.connector('opulation').routes[0], (route) => route.abort());
  const [dead, alive] = await page.locator('[data-dataset]').all();
  for (const one of [dead, alive]) await one.getByRole('button', { name: 'Meine Angaben zeigen' }).click();
  await dead.locator('.notice-warning').waitFor();
  await alive.getByText('Das ist über Sie gespeichert').waitFor();
  await Promise.all([page.waitForNavigation(), page.click('button[value=decline]')]);
  assert.equal(await page.locator('button[value=grant]').count(), 0);
  await context.close();
});

test('without JavaScript the request leads to my data', async () => {
  const { context, page } = await open('Matti', { javaScriptEnabled: false });
  assert.equal(await page.getByRole('button', { name: 'Show my values' }).count(), 0, 'a button that does nothing');
  await Promise.all([page.waitForNavigation(), page.locator('main').getByRole('link', { name: 'My data' }).click()]);
  assert.equal(new URL(page.url()).pathname, '/my-data');
  await context.close();
});

test('the page may connect to the sources asked, and to no others', async () => {
  const { context, page } = await open('Yusuf');
  const answer = await page.reload();
  const connect = answer.headers()['content-security-policy'].split('; ').find((one) => one.startsWith('connect-src'));
  const origins = ['opulation', 'ibrary'].map((part) => new URL(city.connector(part).routes[0]).origin);
  assert.deepEqual(connect.split(' '), ['connect-src', "'self'", ...origins.sort()]);
  await context.close();
});
