// Notifications on a device, in a real browser: its service worker is registered, is told something, and shows it. The
// push service is one of the test's own, since that of a browser's maker cannot be reached from here: what it is given is
// decrypted as a browser does, and handed to the worker by the DevTools protocol.
import assert from 'node:assert/strict';
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { logIn, speak, startBrowser, startNamedOperator } from './city.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let city, browser, aino, service;

before(async () => {
  [city, browser, service] = await Promise.all([startNamedOperator(), startBrowser(), startPushService()]);
  [aino] = city.persons;
});
after(() => Promise.all([browser?.close(), city?.stop(), service?.stop()]));

/** A push service that keeps what it is given. */
async function startPushService() {
  const given = [];
  const waiting = [];
  const server = createServer(async (request, response) => {
    const pieces = [];
    for await (const piece of request) pieces.push(piece);
    given.push(Buffer.concat(pieces));
    waiting.splice(0).forEach((go) => go());
    response.writeHead(201).end();
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}/push`,
    /** The next message, once it has come. */
    async next() {
      while (given.length === 0) await new Promise((go) => waiting.push(go));
      return given.shift();
    },
    stop: () => new Promise((done) => {
      server.closeAllConnections();
      server.close(done);
    }),
  };
}

/** A browser's keys, and how it reads what comes (RFC 8291 §3.4, RFC 8188 §2). */
function subscriber() {
  const own = createECDH('prime256v1');
  const auth = randomBytes(16);
  const point = own.generateKeys();
  const expand = (secret, salt, info, length) => Buffer.from(hkdfSync('sha256', secret, salt, info, length));
  return {
    keys: { p256dh: point.toString('base64url'), auth: auth.toString('base64url') },
    read(body) {
      const salt = body.subarray(0, 16);
      const peer = body.subarray(21, 21 + body[20]);
      const record = body.subarray(21 + body[20]);
      const material = expand(own.computeSecret(peer), auth, Buffer.concat([Buffer.from('WebPush: info\0'), point, peer]), 32);
      const key = expand(material, salt, 'Content-Encoding: aes128gcm\0', 16);
      const nonce = expand(material, salt, 'Content-Encoding: nonce\0', 12);
      const cipher = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(record.subarray(-16));
      const padded = Buffer.concat([cipher.update(record.subarray(0, -16)), cipher.final()]);
      return padded.subarray(0, padded.lastIndexOf(2)).toString();
    },
  };
}

/** Stands in for the one thing that needs the browser maker's service: subscribing. */
function subscribing({ endpoint, keys }) {
  const of = (key) => ({
    endpoint,
    options: { userVisibleOnly: true, applicationServerKey: Uint8Array.from(key).buffer },
    toJSON: () => ({ endpoint, expirationTime: null, keys }),
    unsubscribe: async () => localStorage.removeItem('subscribed') === undefined,
  });
  PushManager.prototype.getSubscription = async () => {
    const key = localStorage.getItem('subscribed');
    return key && of(JSON.parse(key));
  };
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    localStorage.setItem('subscribed', JSON.stringify([...applicationServerKey]));
    return of(applicationServerKey);
  };
}

let places = 0;

async function open({ allowed = true, ...options } = {}) {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  if (allowed) await context.grantPermissions(['notifications'], { origin: city.operator });
  const device = subscriber();
  places += 1;
  await context.addInitScript(subscribing, { endpoint: `${service.url}/${places}`, keys: device.keys });
  const page = await context.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  return { context, page, device, wrong };
}

const ADD = '[data-push] button';

async function addDevice(page) {
  await page.goto(`${city.operator}/settings`);
  await Promise.all([page.waitForURL(/saved=device/), page.click(ADD)]);
  await page.locator('[data-push-this]:visible').waitFor();
}

/** Hands a message to the service worker, as the browser does with what its push service brings. */
async function deliver(page, data) {
  const cdp = await page.context().newCDPSession(page);
  const registered = new Promise((found) => {
    cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const one = registrations.find(({ scopeURL }) => scopeURL.startsWith(city.operator));
      if (one) found(one.registrationId);
    });
  });
  await cdp.send('ServiceWorker.enable');
  await cdp.send('ServiceWorker.deliverPushMessage', { origin: city.operator, registrationId: await registered, data });
}

/** What is shown now: all of it, or what has this title. */
const shown = (page, wanted) => page.evaluate(async (wanted) => {
  const registration = await navigator.serviceWorker.ready;
  const all = (await registration.getNotifications()).filter(({ title }) => !wanted || title === wanted);
  return all.map(({ title, body, lang, tag, data }) => ({ title, body, lang, tag, data }));
}, wanted);

/**
 * Hands a message to the worker, and gives what is shown then. Chromium drops a notification when it is asked for what is
 * shown while this one is on its way to the screen; so it is given time before it is asked, and what it dropped is told again.
 */
async function tell(page, data, wanted) {
  for (let tries = 0; tries < 5; tries += 1) {
    await deliver(page, data);
    await page.waitForTimeout(300 * (tries + 1));
    const found = await shown(page, wanted);
    if (found.length > 0) return found;
  }
  return [];
}

test('a device is added, shows what it is told in its person\'s language, leads there, and is removed', async () => {
  const { context, page, device, wrong } = await open();
  await logIn(page, city, aino);
  await page.goto(`${city.operator}/settings`);
  await speak(page, 'fi');
  await page.goto(`${city.operator}/settings`);
  await page.locator(ADD).waitFor();
  assert.equal(await page.locator('[data-push-needs]').isVisible(), false, 'what is needed is there');
  await addDevice(page);
  assert.match(await page.locator('[data-push-device]').innerText(), /Chrome.*Linux/);
  assert.equal(await page.locator(ADD).isVisible(), false, 'it is added already');

  await Promise.all([page.waitForURL(/saved=test/), page.click('form[action="/settings/notifications/test"] button')]);
  const said = device.read(await service.next());
  const [notification, ...others] = await tell(page, said);
  assert.deepEqual(others, []);
  assert.equal(notification.body, 'Kokeilu');
  assert.equal(notification.lang, 'fi');
  assert.equal(notification.tag.length, 32);
  assert.deepEqual(notification.data, { url: '/settings' });

  // A browser opens a window for a real click only, so what the worker wants opened is looked at, and then opened.
  const [worker] = context.serviceWorkers();
  const press = () => worker.evaluate(async () => {
    const [one] = await self.registration.getNotifications();
    const wanted = new Promise((found) => {
      Clients.prototype.openWindow = async (url) => found(`open ${url}`);
      WindowClient.prototype.focus = async function focus() { found(`focus ${this.url}`); };
    });
    self.dispatchEvent(new NotificationEvent('notificationclick', { notification: one }));
    return { wanted: await wanted, left: (await self.registration.getNotifications()).length };
  });
  const there = await press();
  assert.match(there.wanted, /^focus .*\/settings/, 'the window that has the page already');
  assert.equal(there.left, 0, 'what was pressed is gone');
  await page.goto(`${city.operator}/activity`);
  await tell(page, said);
  const elsewhere = await press();
  assert.equal(elsewhere.wanted, `open ${city.operator}/settings`, 'what is typed on another page stays');

  await page.goto(elsewhere.wanted.slice('open '.length));
  await Promise.all([page.waitForURL(/device-removed/), page.click('form[action="/settings/devices/remove"] button')]);
  assert.equal(await page.locator('[data-push-device]').count(), 0);
  await page.locator(ADD).waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem('subscribed')), null, 'the browser has ended it, too');
  assert.deepEqual(wrong, []);
  await context.close();
});

test('whatever comes, something is shown, and it leads to no other site', async () => {
  const { context, page } = await open();
  await logIn(page, city, aino);
  await addDevice(page);
  const [notification] = await tell(page, 'not what was agreed');
  assert.equal(notification.title, new URL(city.operator).host);
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    for (const one of await registration.getNotifications()) one.close();
  });
  const foreign = JSON.stringify({ title: 'x', url: 'https://evil.example/' });
  assert.equal((await tell(page, foreign, 'x')).length, 1);
  const [worker] = context.serviceWorkers();
  const wanted = await worker.evaluate(async () => {
    const opened = [];
    Clients.prototype.openWindow = async (url) => opened.push(url);
    const one = (await self.registration.getNotifications()).find(({ title }) => title === 'x');
    self.dispatchEvent(new NotificationEvent('notificationclick', { notification: one }));
    await new Promise((wait) => setTimeout(wait, 100));
    return opened;
  });
  assert.deepEqual(wanted, []);
  await context.close();
});

test('who does not allow it is told so, and the focus is not lost', async () => {
  const { context, page } = await open({ allowed: false });
  await logIn(page, city, aino);
  await speak(page, 'en');
  await page.goto(`${city.operator}/settings`);
  await page.locator(ADD).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('[data-push] [role=status]').textContent !== '');
  assert.match(await page.locator('[data-push] [role=status]').innerText(), /does not let this site/);
  assert.ok(await page.evaluate(() => document.activeElement.matches('[data-push] button')));
  await context.close();
});

test('without JavaScript the settings say what is needed, and devices can be removed', async () => {
  const [first, second] = [await open(), await open({ javaScriptEnabled: false })];
  await logIn(first.page, city, aino);
  await speak(first.page, 'en');
  await addDevice(first.page);
  const { page } = second;
  await logIn(page, city, aino, '/settings');
  await page.locator('[data-push-needs]').waitFor();
  assert.equal(await page.locator('[data-push]').isVisible(), false);
  const remove = page.locator('form[action="/settings/devices/remove"] button', { hasText: 'Chrome' });
  while (await remove.count() > 0) await Promise.all([page.waitForNavigation(), remove.first().click()]);
  assert.match(await page.locator('.notice-good').innerText(), /no longer shown/);
  await Promise.all([first, second].map(({ context }) => context.close()));
});

for (const [language, colorScheme, width] of [['en', 'light', 1280], ['fi', 'dark', 320], ['el', 'light', 320]]) {
  test(`devices among the settings are accessible: ${language}, ${colorScheme}, ${width} px`, async () => {
    const { context, page } = await open({ locale: language, colorScheme, viewport: { width, height: 900 } });
    await logIn(page, city, aino);
    await speak(page, language);
    const found = [];
    const look = async (name) => {
      await page.evaluate(axe);
      const { violations } = await page.evaluate((rules) => axe.run(document, { runOnly: rules }), RULES);
      for (const one of violations) found.push(`${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) found.push(`${wide} px wider than the window`);
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.${language}.${width}.png`, fullPage: true });
    };
    await page.goto(`${city.operator}/settings`);
    await page.locator(ADD).waitFor();
    await look('devices-none');
    await addDevice(page);
    await look('devices-one');
    assert.deepEqual(found, []);
    await context.close();
  });
}
