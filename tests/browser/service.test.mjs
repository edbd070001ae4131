// The pages of a service, in a real browser: its staff describe a use, see it as people will, publish it; the operator
// approves it, and a person reads it. A webhook that fails is tried again.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { administer, logIn, startBrowser, startCity } from './city.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PASSWORD = 'a sentence nobody guesses';

let city, browser, hobby, organisation;

before(async () => {
  [city, browser] = await Promise.all([startCity(), startBrowser()]);
  hobby = city.services.find((one) => one.name.includes('Hobby'));
  const services = await administer(city, 'service', 'list');
  organisation = services.find((one) => one.client_id === hobby.client_id).organisation;
});
after(() => Promise.all([browser?.close(), city?.stop()]));

/** The code that an app shows now (RFC 6238). */
function totp(secret) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', key).update(counter).digest();
  const offset = hash[19] & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Somebody of the staff, logged in, with what went wrong on their pages. */
async function staff(login, roles, options = {}) {
  const invited = await administer(city, 'staff', '--organisation', organisation, 'add', login, '--name', 'Liisa',
    ...roles.flatMap((role) => ['--role', role]));
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  await page.goto(invited.link);
  const codes = (await page.locator('main code').allInnerTexts()).map((text) => text.replaceAll(/\s/g, ''));
  const secret = codes.find((text) => /^[A-Z2-7]{16,}$/.test(text));
  await page.fill('input[name=password]', PASSWORD);
  await page.fill('input[name=code]', totp(secret));
  await press(page, 'main form button');
  return { context, page, wrong };
}

/** Presses a button; the page that comes of it. */
const press = (page, selector) => Promise.all([page.waitForNavigation(), page.locator(selector).first().click()]);

/** A receiver that answers as it is told. */
async function receiver() {
  const taken = [];
  const here = { status: 500, taken };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => { body += part; });
    request.on('end', () => { taken.push(body); response.writeHead(here.status).end(); });
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  here.url = `http://127.0.0.1:${server.address().port}/events`;
  here.stop = () => server.close();
  return here;
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without';
  test(`a use is described, looked at, published, approved and read, ${how} JavaScript`, async () => {
    const { context, page, wrong } = await staff(`liisa-${how}@hobby.example`, ['data-steward'], { javaScriptEnabled });
    const path = `${city.operator}/staff/services/${hobby.client_id}/uses`;
    await page.goto(`${city.operator}/staff`);
    await press(page, `main a[href="/staff/services/${hobby.client_id}"]`);
    await press(page, 'main nav a[href$="/uses"]');
    await press(page, `main a[href$="/uses/${hobby.intended_uses[0]}"]`);
    await press(page, 'main form[action$="/begin"] button');
    const notice = `We look at your household, ${how} haste.`;
    const text = page.locator('textarea[name=notice-en]');
    await text.fill(notice);
    await press(page, 'button[name=then][value=preview]');
    const preview = page.locator('#preview');
    assert.match(await preview.innerText(), new RegExp(notice));
    for (const button of await preview.locator('button').all()) assert.ok(await button.isDisabled());
    const promised = await preview.locator('dl.facts').innerText();
    await press(page, 'form[action$="/publish"] button');
    assert.match(await page.locator('main').innerText(), /Waits to be approved/);
    const [waiting] = await administer(city, 'intended-use', 'waiting');
    await administer(city, 'intended-use', 'approve', hobby.client_id, waiting.id, '--revision', String(waiting.revision));
    await page.goto(`${path}/${hobby.intended_uses[0]}`);
    assert.match(await page.locator('main').innerText(), /Version [23]/);

    const aino = city.person('Aino');
    const { url } = await city.service('Hobby').request(aino);
    const person = await (await browser.newContext({ locale: 'en-GB', javaScriptEnabled })).newPage();
    await logIn(person, city, aino, new URL(url).pathname);
    assert.match(await person.locator('main').innerText(), new RegExp(notice));
    assert.equal(await person.locator('main dl.facts').first().innerText(), promised);
    assert.deepEqual(wrong, []);
    await context.close();
    await person.context().close();
  });
}

test('a webhook that takes nothing is tried again, and taken when it is well', async () => {
  const { context, page, wrong } = await staff('matti@hobby.example', ['data-steward']);
  const here = await receiver();
  await page.goto(`${city.operator}/staff/services/${hobby.client_id}/webhooks`);
  await page.fill('input[name=url]', here.url);
  await press(page, 'form:has(input[name=url]) button');
  await press(page, 'form[action$="/test"] button');
  const until = async (pattern) => {
    for (let tries = 0; !pattern.test(await page.locator('main').innerText()); tries += 1) {
      if (tries > 100) throw new Error(`${pattern} never comes: ${await page.locator('main').innerText()}`);
      await new Promise((wait) => setTimeout(wait, 100));
      await page.reload();
    }
  };
  await until(/500/);
  assert.match(await page.locator('main').innerText(), /To be sent/);
  here.status = 202;
  await press(page, 'form[action*="/events/"] button');
  await until(/Delivered/);
  assert.ok(here.taken.length >= 2 && here.taken.every((body) => /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(body)));
  here.stop();
  assert.deepEqual(wrong, []);
  await context.close();
});

test('every page of a service is accessible, in English, Finnish and Greek, on a phone and a desk', async () => {
  const { context, page } = await staff('sari@hobby.example', ['data-steward', 'administrator']);
  const base = `/staff/services/${hobby.client_id}`;
  const here = await receiver();
  await page.goto(`${city.operator}${base}/webhooks`);
  await page.fill('input[name=url]', here.url);
  await press(page, 'form:has(input[name=url]) button');
  const webhook = new URL(page.url()).pathname;
  await press(page, 'form[action$="/test"] button');
  const event = new URL(page.url()).pathname;
  await page.goto(`${city.operator}${base}/uses`);
  await page.fill('input[name=id]', 'half-a-use');
  await press(page, 'form:has(input[name=id]) button');
  await page.goto(`${city.operator}${base}/uses/${hobby.intended_uses[0]}`);
  await press(page, 'main form[action$="/begin"] button');
  const use = new URL(page.url()).pathname;
  const paths = ['/staff', base, `${base}/uses`, `${base}/uses/${hobby.intended_uses[0]}`, use, use.replace('/draft', '/preview'),
    `${base}/uses/half-a-use/draft`, `${base}/uses/half-a-use/preview`, `${base}/permissions`, `${base}/requests`,
    `${base}/webhooks`, webhook, event, `${base}/keys`, `${base}/statistics`, `${base}/statistics?from=2020-13`, `${base}/ticket`];
  const found = [];
  for (const [language, colorScheme, width] of [['en', 'light', 320], ['fi', 'dark', 1280], ['el', 'light', 320]]) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`${city.operator}/staff`);
    const form = page.locator('footer form[action="/staff/language"]');
    await form.locator('select').selectOption(language);
    await Promise.all([page.waitForNavigation(), form.locator('button').click()]);
    for (const path of paths) {
      const response = await page.goto(city.operator + path);
      assert.ok(response.status() < 400, `${path} answers ${response.status()}`);
      const spoken = await page.evaluate(() => document.documentElement.lang);
      if (spoken !== language) found.push(`${path}: speaks ${spoken}`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate((rules) => axe.run(document, { runOnly: rules }), RULES);
      for (const one of violations) found.push(`${language} ${width} ${path}: ${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) found.push(`${language} ${path}: ${wide} px wider than the window`);
      const bytes = (await response.body()).length;
      if (bytes > 100_000) found.push(`${path}: ${bytes} bytes`);
      if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${language}-${path.replaceAll('/', '_')}.png`, fullPage: true });
    }
  }
  here.stop();
  assert.deepEqual(found, []);
  await context.close();
});
