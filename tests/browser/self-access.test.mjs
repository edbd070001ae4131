// A person's own data, read by a real browser from another origin: the module `self-access.js` as pages load it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { logIn, startBrowser, startCity } from './city.mjs';

const SCRIPT = join(import.meta.dirname, '../../crates/web/assets/self-access.js');

let city, browser, module;

before(async () => {
  [city, browser] = await Promise.all([startCity(), startBrowser()]);
  module = await readFile(SCRIPT, 'utf8');
});
after(() => Promise.all([browser?.close(), city?.stop()]));

/**
 * A page of the operator's with the module in it. Its policy is passed over: which origins a page may read from is said
 * by the page that uses this. What the connectors let in is as it is.
 */
async function open(person) {
  const context = await browser.newContext({ locale: 'en-GB', bypassCSP: true });
  const page = await context.newPage();
  await logIn(page, city, city.person(person));
  await page.addScriptTag({
    type: 'module',
    content: `${module}\nwindow.own = { makeKey, prove, sources, ticket, read, look };`,
  });
  await page.waitForFunction(() => window.own);
  const { values } = await page.evaluate(() => window.own.sources());
  return { page, sources: values };
}

const library = (sources) => {
  const source = sources.find((one) => one.name.includes('Library'));
  return { connector: source.connector, dataset: source.datasets[0].id };
};

test('the browser reads the values from the source itself', async () => {
  const { page, sources } = await open('Aino');
  const passed = [];
  page.on('response', async (answer) => {
    if (answer.url().startsWith(city.operator)) passed.push(await answer.text().catch(() => ''));
  });
  const result = await page.evaluate(async (asked) => window.own.look(await window.own.makeKey(), asked), library(sources));
  assert.equal(result.error, undefined, JSON.stringify(result.error));
  assert.equal(result.values[0].data.cardNumber, 'LIB-2037');
  assert.ok(!passed.join().includes('LIB-2037'), 'the operator has sent a value');
  await page.context().close();
});

test('the key cannot leave the browser', async () => {
  const { page } = await open('Aino');
  const outcome = await page.evaluate(async () => {
    const key = await window.own.makeKey();
    const taken = await crypto.subtle.exportKey('jwk', key.sign).then(() => 'taken', (error) => error.name);
    return { taken, names: Object.keys(key.jwk) };
  });
  assert.deepEqual(outcome, { taken: 'InvalidAccessError', names: ['kty', 'crv', 'x', 'y'] });
  await page.context().close();
});

test('a slow, a dead and a refusing source are told apart', async () => {
  const { page, sources } = await open('Aino');
  const url = sources.find((one) => one.name.includes('Library')).datasets[0].read_at[0];
  const read = (timeout) => page.evaluate(
    async ([url, timeout]) => (await window.own.read(await window.own.makeKey(), url, 'no.ticket.atall', { timeout })).error,
    [url, timeout],
  );
  const refused = await read(8000);
  assert.equal(refused.kind, 'refused');
  assert.match(refused.name, /^ticket-/);
  await page.route(url, () => {});
  assert.equal((await read(300)).kind, 'timeout');
  await page.unroute(url);
  await page.route(url, (route) => route.abort());
  assert.equal((await read(8000)).kind, 'unreachable');
  await page.context().close();
});

test('a ticket needs a session, and says so', async () => {
  const { page, sources } = await open('Aino');
  await page.context().clearCookies();
  const error = await page.evaluate(async (asked) => (await window.own.look(await window.own.makeKey(), asked)).error, library(sources));
  assert.deepEqual([error.party, error.kind, error.name], ['operator', 'refused', 'login-required']);
  await page.context().close();
});
