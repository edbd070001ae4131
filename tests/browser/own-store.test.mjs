// A store that people fill themselves: opened on “Links”, filled by hand and from a file on “My data”, used by a service.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { logIn, speak, startBrowser, startCity } from './city.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let city, browser;

before(async () => {
  [city, browser] = await Promise.all([startCity(), startBrowser()]);
});
after(() => Promise.all([browser?.close(), city?.stop()]));

/** What is wrong with a page for people who do not see, or see little; and that it fits. */
async function check(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document));
  assert.deepEqual(violations.map((one) => `${name}: ${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`), []);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wide, 0, `${name} is wider than the window`);
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`), fullPage: true });
}

const section = (page) => page.locator('section', { has: page.getByRole('heading', { name: 'Own store', level: 2 }) });

/** Opens the store of somebody who is logged in. */
async function openStore(page, name) {
  await page.goto(`${city.operator}/links`);
  await section(page).locator('a[href*="way=new"]').focus();
  await Promise.all([page.waitForURL(/\/links\/[\w-]{43}$/), page.keyboard.press('Enter')]);
  await check(page, `own-store-open-${name}`);
  const open = page.locator('form:has(input[value=open]) button');
  await Promise.all([page.waitForURL(/\/links\?said=linked$/), open.press('Enter')]);
}

/** The card of the store on “My data”. */
const card = (page) => page.locator('article[data-add]');
const entries = (page) => card(page).locator('h4 + dl');

async function open(person, options = {}) {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  const [wrong, passed] = [[], []];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('request', (request) => request.url().startsWith(city.operator) && passed.push(request.url(), request.postData() ?? ''));
  page.on('response', async (answer) => {
    if (answer.url().startsWith(city.operator)) passed.push(await answer.text().catch(() => ''));
  });
  await logIn(page, city, city.person(person));
  return { context, page, wrong, passed };
}

const file = (name, content) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) });

test('a store is opened and filled by keyboard and from a file, each entry changed for itself, past the operator', async () => {
  const { context, page, wrong, passed } = await open('Aino');
  await openStore(page, 'en');
  await check(page, 'own-store-linked');
  await page.goto(`${city.operator}/my-data`);
  const store = card(page);
  await store.getByRole('button', { name: 'Show what is stored' }).press('Enter');
  await store.getByText('Nothing is stored about you here').or(store.getByText('stored')).first().waitFor();
  await check(page, 'own-store-empty');

  // By hand.
  await store.getByRole('button', { name: 'Add an entry' }).press('Enter');
  const name = store.getByLabel('Name', { exact: true });
  assert.ok(await name.evaluate((input) => input === document.activeElement), 'what was asked for has the focus');
  assert.equal(await store.getByLabel('Telephone', { exact: true }).getAttribute('type'), 'tel');
  await name.press('Enter');
  assert.match(await store.getByRole('alert').innerText(), /at least one field/);
  await check(page, 'own-store-form');
  await name.fill('Maija Meri');
  await store.getByLabel('Telephone', { exact: true }).fill('+358 40 555 0300');
  await name.press('Enter');
  await store.getByRole('status').getByText('The entry is added.').waitFor();
  assert.equal(await entries(page).count(), 1);
  assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), 'Undo');
  await check(page, 'own-store-one');

  // From a file, as a spreadsheet of another language writes it, in an old encoding.
  await store.getByRole('button', { name: 'Add from a file' }).press('Enter');
  const [table] = await Promise.all([page.waitForEvent('download'), store.getByRole('link', { name: 'Save an empty table' }).click()]);
  assert.equal(await readFile(await table.path(), 'utf8'), '\ufeffName,Relation,Telephone,Note\r\n');
  const input = store.getByLabel('Add from a file', { exact: true });
  const send = store.getByRole('button', { name: 'Add what is in the file' });
  await send.press('Enter');
  assert.match(await store.getByRole('alert').innerText(), /ends with .csv/);
  await input.setInputFiles(file('people.csv', 'name,phone\nEero,1\n'));
  await send.press('Enter');
  await store.getByRole('alert').getByText('Nothing here is called as the column “phone”').waitFor();
  await input.setInputFiles(file('people.csv', 'a'.repeat(1024 * 1024 + 1)));
  await send.press('Enter');
  await store.getByRole('alert').getByText('too large').waitFor();
  await check(page, 'own-store-file');
  const latin = Buffer.concat([Buffer.from('Nimi;Puhelin\r\n'), Buffer.from('S\u00e4de Lehto;+358 40 555 0301\r\nOlli;1\r\n', 'latin1')]);
  await input.setInputFiles({ name: 'ihmiset.CSV', mimeType: 'text/csv', buffer: latin });
  await send.press('Enter');
  await store.getByRole('status').getByText('Added entries: 2.').waitFor();
  assert.equal(await entries(page).count(), 3);
  assert.match(await entries(page).nth(1).innerText(), /Säde Lehto/);
  // All of it is taken back, and added again.
  await page.keyboard.press('Enter');
  await store.getByRole('status').getByText('It is as before').waitFor();
  assert.equal(await entries(page).count(), 1);
  await store.getByRole('button', { name: 'Add from a file' }).press('Enter');
  await input.setInputFiles(file('people.jsonl', '{"name":"Säde Lehto","telephone":"1"}\n{"name":"Olli"}\n'));
  await send.press('Enter');
  await store.getByRole('status').getByText('Added entries: 2.').waitFor();

  // One of several.
  await check(page, 'own-store-again');
  const second = entries(page).nth(1);
  await second.getByRole('button', { name: 'Correct Telephone' }).press('Enter');
  await store.getByLabel('New value for “Telephone”').fill('+358 40 555 0302');
  await page.keyboard.press('Enter');
  await store.getByRole('status').getByText('Corrected: Telephone.').waitFor();
  assert.match(await entries(page).nth(1).innerText(), /555 0302/);
  assert.match(await entries(page).nth(0).innerText(), /555 0300/);
  await store.getByRole('button', { name: 'Delete this entry Entry 3' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete this entry' }).press('Enter');
  await store.getByRole('status').getByText('Deleted: Entry 3.').waitFor();
  assert.equal(await entries(page).count(), 2);
  await check(page, 'own-store-many');
  assert.ok(!passed.join().includes('Maija Meri') && !passed.join().includes('555 0302'), 'a value came through the operator');
  assert.deepEqual(wrong, []);

  // It is the person's own doing, and a service gets what is permitted of it.
  const text = async () => (await page.goto(`${city.operator}/activity`), page.locator('main').innerText());
  while (!/You added this yourself at Own store: .*Name/.test(await text()));
  const trips = city.service('Day Trips');
  const request = await trips.request(city.person('Aino'));
  await page.goto(`${city.operator}/requests/${request.id}`);
  await check(page, 'own-store-request');
  await Promise.all([page.waitForNavigation(), page.click('button[value=grant]')]);
  const { permission } = await trips.status(request.id);
  const people = await trips.fetch(permission, city.connector('Own store').routes[0]);
  assert.deepEqual(people.map(({ name, telephone }) => ({ name: name.value, telephone: telephone.value })), [{ name: 'Maija Meri', telephone: '+358 40 555 0300' }, { name: 'Säde Lehto', telephone: '+358 40 555 0302' }]);
  await context.close();
});

test('on a phone, in Finnish; whoever comes back finds what they left, and nobody else does', async () => {
  const phone = { viewport: { width: 360, height: 740 }, colorScheme: 'dark' };
  const { context, page, wrong } = await open('Matti', phone);
  await speak(page, 'fi');
  await openStore(page, 'fi');
  await page.goto(`${city.operator}/my-data`);
  await card(page).getByRole('button', { name: 'Lisää merkintä' }).click();
  await check(page, 'own-store-form-fi');
  await card(page).getByLabel('Nimi', { exact: true }).fill('Tuuli');
  await card(page).getByRole('button', { name: 'Tallenna', exact: true }).click();
  await card(page).getByRole('status').getByText('Merkintä on lisätty.').waitFor();
  await check(page, 'own-store-one-fi');
  // The link ends, and is made again.
  await page.goto(`${city.operator}/links`);
  await section(page).locator('button[popovertarget]').first().click();
  await Promise.all([page.waitForURL(/said=ended$/), section(page).locator('[popover] form button').click()]);
  await page.goto(`${city.operator}/my-data`);
  assert.equal(await card(page).count(), 0);
  await openStore(page, 'fi-again');
  await page.goto(`${city.operator}/my-data`);
  await card(page).getByRole('button', { name: 'Näytä' }).first().click();
  await card(page).getByText('Tuuli').waitFor();
  assert.deepEqual(wrong, []);
  await context.close();
  const other = await open('Noor');
  await openStore(other.page, 'other');
  await other.page.goto(`${city.operator}/my-data`);
  await card(other.page).getByRole('button', { name: 'Show what is stored' }).click();
  await card(other.page).getByRole('status').getByText('Nothing').waitFor();
  await other.context.close();
});
