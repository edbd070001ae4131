// Taking everything along from a large account: how far it has come, stopping it, and a download that breaks off.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { logIn, startBrowser, startCity } from './city.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Entries of the access log that are added to the one that has happened. */
const MANY = 100_000;

/** Copies of the newest access item, a second apart: what years of use leave, written past the operator. */
const COPIES = `
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=30)
db.execute("""WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)
  INSERT INTO access_items (id, account_id, at, arrangement_id, permission_version, service_id, connector_uuid, active, reason,
    success, outcome, completed_at)
  SELECT printf('00000000-0000-4000-8000-%012x', n), account_id, at - n * 1000000, arrangement_id, permission_version, service_id,
    connector_uuid, active, reason, success, outcome, completed_at
  FROM numbers, (SELECT * FROM access_items WHERE completed_at IS NOT NULL ORDER BY at DESC LIMIT 1)""", (int(sys.argv[2]),))
db.commit()
`;

let city, browser, person;

before(async () => {
  [city, browser] = await Promise.all([startCity(), startBrowser()]);
  person = city.person('Sanna');
  const service = city.service('Hobby');
  const { id, url } = await service.request(person);
  const { context, page } = await open(new URL(url).pathname);
  await Promise.all([page.waitForNavigation(), page.click('button[value=grant]')]);
  const { permission } = await service.status(id);
  await service.fetch(permission, city.connector('opulation').routes[0]);
  await page.goto(`${city.operator}/activity`);
  // Until the source has reported it.
  while (!/showed this/.test(await page.locator('main').innerText())) await page.reload();
  await context.close();
  const database = join(city.folder, 'city', 'operator-helsinki', 'operator.db');
  await promisify(execFile)('python3', ['-c', COPIES, database, String(MANY)]);
});
after(() => Promise.all([browser?.close(), city?.stop()]));

async function open(path, options = {}) {
  const context = await browser.newContext({ locale: 'en-GB', acceptDownloads: true, ...options });
  const page = await context.newPage();
  const [wrong, downloads] = [[], []];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('download', (download) => downloads.push(download));
  await logIn(page, city, person, path);
  return { context, page, wrong, downloads };
}

const focused = (page) => page.evaluate(() => document.activeElement.textContent.trim());

async function axeFinds(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document));
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html)}`);
}

/** Begins a download by keyboard; the page once some of it has come. */
async function begin(page) {
  await page.getByRole('link', { name: 'Download the file' }).press('Enter');
  await page.waitForFunction(() => document.querySelector('[data-export-progress] progress').value > 500);
}

test('a long download says how much of how much has come, and can be stopped', async () => {
  const { context, page, wrong, downloads } = await open('/operator');
  await begin(page);
  assert.equal(await focused(page), 'Stop the download');
  const count = await page.locator('[data-export-count]').innerText();
  const [, done, total] = /^([\d,]+) of ([\d,]+) entries$/.exec(count).map((text) => Number(text.replaceAll(',', '')));
  assert.ok(done > 500 && done < total && total > MANY, count);
  await page.getByRole('progressbar', { name: 'Downloading your data' }).waitFor();
  assert.deepEqual(await axeFinds(page), []);
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('The download is stopped. Nothing was saved.').waitFor();
  assert.equal(await focused(page), 'Download the file', 'the focus is not lost');
  assert.ok(await page.locator('[data-export-progress]').isHidden());
  assert.deepEqual(downloads, []);
  assert.deepEqual(wrong, []);
  await context.close();
});

test('a long download ends with the whole file, and each quarter is said', async () => {
  const { context, page, wrong } = await open('/operator');
  await page.evaluate(() => {
    window.said = [];
    const status = document.querySelector('[data-export] [role=status]');
    new MutationObserver(() => window.said.push(status.textContent)).observe(status, { childList: true });
  });
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 300_000 }), begin(page)]);
  assert.equal(download.suggestedFilename(), 'my-data.json');
  const everything = JSON.parse(await readFile(await download.path(), 'utf8'));
  assert.equal(everything.access_log.length, MANY + 1);
  assert.equal(everything.account.login, person.login);
  await page.getByRole('status').getByText('Everything is downloaded.').waitFor();
  const said = await page.evaluate(() => window.said);
  assert.deepEqual(said.filter((text) => text.endsWith('%')), ['25%', '50%', '75%']);
  assert.equal(await focused(page), 'Download the file');
  assert.deepEqual(await axeFinds(page), []);
  assert.deepEqual(wrong, []);
  await context.close();
});

test('a document that is not whole is not saved, and neither is one of somebody who is logged out', async () => {
  const { context, page, downloads } = await open('/operator');
  const link = page.getByRole('link', { name: 'Download the file' });
  await page.route('**/operator/export', (route) => route.fulfill({
    contentType: 'application/json', headers: { 'fiducia-export-lines': '3' }, body: '{"format":"fiducia-export-1",\n"made_at":',
  }));
  await link.click();
  await page.getByRole('status').getByText('The download broke off. Nothing was saved.').waitFor();
  await page.unroute('**/operator/export');
  await context.clearCookies({ name: 'session' });
  await link.click();
  await page.getByRole('status').getByText('You are not logged in any more.').waitFor();
  assert.deepEqual(downloads, []);
  await context.close();
});

test('without JavaScript the link is a plain download', async () => {
  const { context, page } = await open('/operator', { javaScriptEnabled: false });
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download the file' }).click()]);
  assert.equal(download.suggestedFilename(), 'my-data.json');
  await download.cancel();
  await context.close();
});

test('an operator that stops midway leaves no half of a file', async () => {
  const { context, page, downloads } = await open('/operator');
  await begin(page);
  city.kill();
  await page.getByRole('status').getByText('The download broke off. Nothing was saved. Try again.').waitFor();
  assert.equal(await focused(page), 'Download the file');
  assert.deepEqual(downloads, []);
  await context.close();
});
