// What a person does, in a real browser: log in, read, choose, grant, see it used, change it, take it back.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { logIn, speak, startBrowser, startCity } from './city.mjs';

let city, browser, aino, service, route;

before(async () => {
  [city, browser] = await Promise.all([startCity(), startBrowser()]);
  aino = city.person('Aino');
  service = city.service('Hobby');
  route = city.connector('opulation').routes[0];
});
after(() => Promise.all([browser?.close(), city?.stop()]));

/** A page of its own, with what went wrong in it. */
async function open(options = {}) {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  return { context, page, wrong };
}

/** Presses a button of a form; the page that comes of it. */
const press = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);

const grant = 'button[name=decision][value=grant]';
const decline = 'button[name=decision][value=decline]';
const optional = (attribute) => `input[name=optional][value*="${attribute}"]`;

for (const javaScriptEnabled of [true, false]) {
  test(`from the request to the withdrawal, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
    const { context, page, wrong } = await open({ javaScriptEnabled });
    const { id, url } = await service.request(aino);
    // A request's link leads through the login to the request.
    await page.goto(url);
    assert.equal(new URL(page.url()).pathname, '/login');
    await page.fill('input[name=login]', aino.login);
    await page.fill('input[name=password]', aino.password);
    await press(page, 'main form button');
    assert.equal(page.url(), url);

    // Nothing is chosen in advance.
    for (const box of await page.locator('input[name=optional]').all()) assert.equal(await box.isChecked(), false);
    await page.check(optional('householdSize'));
    await press(page, grant);

    // Whoever looks at the activity meanwhile …
    const looking = await context.newPage();
    if (javaScriptEnabled) {
      await Promise.all([looking.waitForResponse((answer) => answer.url().endsWith('/activity/live')), looking.goto(`${city.operator}/activity`)]);
    }
    const { permission } = await service.status(id);
    const data = await service.fetch(permission, route);
    assert.equal(data.name, 'Aino Koskela');
    assert.equal(data.householdSize, 3);
    assert.equal(data.email, undefined);

    // … sees it come, and hears it, without doing anything; without a script it is there when the page is loaded again.
    if (javaScriptEnabled) {
      await looking.locator('main').getByText(/household size/i).first().waitFor();
      await looking.waitForFunction(() => document.querySelector('[data-live-said]').textContent !== '');
    }
    await looking.close();
    // What was shown is in the activity, once the source has reported it.
    await page.goto(`${city.operator}/activity`);
    const deadline = Date.now() + 15_000;
    const first = () => page.locator('main').innerText();
    while (!/household size/i.test(await first())) {
      assert.ok(Date.now() < deadline, `never reported: ${await first()}`);
      await page.reload();
    }

    // The person takes back one attribute …
    await page.goto(`${city.operator}/permissions`);
    await Promise.all([page.waitForURL(/\/permissions\/.+/), page.locator('main a[href^="/permissions/"]').first().click()]);
    const own = page.url();
    await page.uncheck(optional('householdSize'));
    await press(page, 'form[action$="/amend"] button');
    assert.equal((await service.fetch(permission, route)).householdSize, undefined);

    // … and then all: from the permission's page it takes one press, no more than granting took.
    await page.goto(own);
    await press(page, 'form[action$="/withdraw"] button');
    assert.match(await service.refused(permission, route), /not in force|403/);
    assert.deepEqual(wrong, []);
    await context.close();
  });
}

test('from the login to the withdrawal by keyboard alone', async () => {
  const { context, page } = await open();
  const { id, url } = await service.request(aino);
  const focused = () => page.evaluate(() => {
    const { name, value, id: own, tagName, href, form } = document.activeElement;
    return { name, value, id: own, tagName, href, action: form?.action };
  });
  const walk = async (wanted) => {
    const seen = [];
    for (let steps = 0; steps < 80; steps += 1) {
      await page.keyboard.press('Tab');
      const at = await focused();
      seen.push(`${at.tagName} ${at.name ?? ''} ${at.value ?? ''}`);
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      assert.notEqual(outline, 'none', `the focus cannot be seen at ${JSON.stringify(at)}`);
      if (wanted(at)) return;
    }
    assert.fail(`not reached by Tab: ${seen.join(' | ')}`);
  };
  const enter = () => Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  await page.goto(url);
  await walk((at) => at.name === 'login');
  await page.keyboard.type(aino.login);
  await walk((at) => at.name === 'password');
  await page.keyboard.type(aino.password);
  await enter();
  assert.equal(page.url(), url);
  // The first stop is the way past the navigation.
  await page.keyboard.press('Tab');
  assert.match((await focused()).href, /#main$/);
  await page.keyboard.press('Enter');
  await walk((at) => at.name === 'optional' && at.value.includes('householdSize'));
  await page.keyboard.press('Space');
  await walk((at) => at.name === 'decision' && at.value === 'grant');
  await enter();
  const { permission } = await service.status(id);
  assert.equal((await service.fetch(permission, route)).householdSize, 3);
  // To the permission, and out of it.
  await walk((at) => at.href === `${city.operator}/permissions`);
  await enter();
  await walk((at) => at.href?.startsWith(`${city.operator}/permissions/`));
  await enter();
  await walk((at) => at.action?.endsWith('/withdraw'));
  await enter();
  assert.match(await service.refused(permission, route), /not in force|403/);
  await context.close();
});

test('the map says what and why on hover and on focus, and a click or a tap narrows the page', async () => {
  const { context, page, wrong } = await open({ hasTouch: true });
  const olga = city.person('Olga');
  const { id, url } = await service.request(olga);
  await logIn(page, city, olga, new URL(url).pathname);
  await press(page, grant);
  const { permission } = await service.status(id);
  await service.fetch(permission, route);
  await page.goto(`${city.operator}/`);
  const said = page.locator('[data-map-said]');
  assert.equal(await said.textContent(), '');
  const band = page.locator('.map-wide .flow').first();
  // What the fetch changes comes live, and may come after the page.
  await page.waitForFunction(() => document.querySelector('.map-wide .flow')?.getAttribute('aria-label').endsWith('Shown once.'));
  const words = await band.getAttribute('aria-label');
  assert.match(words, /^Population register to .+: .+\. In force\./);
  // A band is curved: somewhere in the middle of its box it is under the pointer.
  await band.scrollIntoViewIfNeeded();
  const point = await band.evaluate((one) => {
    const box = one.getBoundingClientRect();
    const x = box.x + box.width / 2;
    for (let y = box.top; y <= box.bottom; y += 1) if (document.elementFromPoint(x, y)?.closest('.flow') === one) return { x, y };
    return undefined;
  });
  assert.ok(point, 'the band is nowhere');
  await page.mouse.move(point.x, point.y);
  await page.waitForFunction((words) => document.querySelector('[data-map-said]').textContent === words, words);
  await said.waitFor();
  await page.mouse.move(0, 0);
  await page.waitForFunction(() => document.querySelector('[data-map-said]').textContent === '');
  await band.focus();
  assert.equal(await said.textContent(), words);
  // The page is then about that alone, until everything is asked for again.
  await Promise.all([page.waitForURL(/[?&]permission=/), page.keyboard.press('Enter')]);
  assert.match(await page.locator('.map-only').innerText(), /^Only: /);
  await Promise.all([page.waitForURL((url) => url.search === ''), page.locator('.map-only a').click()]);
  await Promise.all([page.waitForURL(/[?&]service=/), page.locator('.map-wide .map-end').last().tap()]);
  assert.match(await page.locator('.map-only').innerText(), /^Only: /);
  assert.deepEqual(wrong, []);
  await context.close();
});

test('yes and no look alike', async () => {
  const { context, page } = await open();
  const { url } = await service.request(city.person('Matti'));
  await logIn(page, city, city.person('Matti'), new URL(url).pathname);
  const looks = (selector) => page.locator(selector).evaluate((button) => {
    const style = getComputedStyle(button);
    const { height } = button.getBoundingClientRect();
    const names = ['color', 'backgroundColor', 'backgroundImage', 'borderTopColor', 'borderTopWidth', 'fontFamily', 'fontSize',
      'fontStyle', 'fontWeight', 'letterSpacing', 'padding', 'textDecorationLine', 'opacity', 'textTransform', 'boxShadow', 'borderRadius', 'filter', 'cursor'];
    return { height, ...Object.fromEntries(names.map((name) => [name, style[name]])) };
  });
  assert.deepEqual(await looks(grant), await looks(decline));
  await context.close();
});

test('no is one press, and the service hears it', async () => {
  const { context, page } = await open();
  const matti = city.person('Matti');
  const { id, url } = await service.request(matti);
  await logIn(page, city, matti, new URL(url).pathname);
  await press(page, decline);
  assert.equal((await service.status(id)).status, 'declined');
  await context.close();
});

test('two tabs: the second sees what was decided in the first', async () => {
  const { context, page } = await open();
  const sanna = city.person('Sanna');
  const { id, url } = await service.request(sanna);
  await logIn(page, city, sanna, new URL(url).pathname);
  const other = await context.newPage();
  await other.goto(url);
  await press(page, decline);
  await press(other, grant);
  // The answer was no; a stale page does not turn it into a yes unasked.
  assert.equal((await service.status(id)).status, 'declined');
  assert.match(await other.locator('main').innerText(), /\S/);
  await context.close();
});

test('back after deciding shows the decision, not the form again', async () => {
  const { context, page } = await open();
  const yusuf = city.person('Yusuf');
  const { url } = await service.request(yusuf);
  await logIn(page, city, yusuf, new URL(url).pathname);
  await press(page, grant);
  await page.goto(`${city.operator}/`);
  await page.goBack();
  await page.reload();
  assert.equal(await page.locator(grant).count(), 0);
  await context.close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`another language is chosen midway and nothing is lost, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
    const { context, page, wrong } = await open({ javaScriptEnabled });
    const sanna = city.person('Sanna');
    const { id, url } = await service.request(sanna);
    await logIn(page, city, sanna, new URL(url).pathname);
    await speak(page, 'fi');
    assert.equal(page.url(), url);
    assert.equal(await page.locator('html').getAttribute('lang'), 'fi');
    assert.equal(await page.locator(grant).innerText(), 'Kyllä, näytä nämä tiedot');
    assert.equal(await page.locator('input[name=language][type=hidden]').inputValue(), await page.locator('main .lead').getAttribute('lang'));
    await press(page, grant);
    assert.equal((await service.status(id)).status, 'granted');
    await speak(page, 'en');
    assert.match(await page.locator('main').innerText(), /You have said yes/);
    assert.deepEqual(wrong, []);
    await context.close();
  });
}

test('a session that ends midway loses no choice and decides nothing', async () => {
  const { context, page } = await open();
  const person = city.person('Eero');
  const { id, url } = await service.request(person);
  await logIn(page, city, person, new URL(url).pathname);
  await page.check(optional('householdSize'));
  await context.clearCookies({ name: 'session' });
  await press(page, grant);
  assert.equal(new URL(page.url()).pathname, '/login');
  assert.equal((await service.status(id)).status, 'pending', 'nothing is decided without a session');
  await page.fill('input[name=login]', person.login);
  await page.fill('input[name=password]', person.password);
  await press(page, 'main form button');
  assert.equal(page.url(), url);
  assert.equal(await page.isChecked(optional('householdSize')), true, 'the choice is lost');
  assert.equal(await page.isChecked(optional('email')), false, 'something was chosen that the person had not');
  // It is there once: a fresh look begins anew.
  await page.goto(url);
  assert.equal(await page.isChecked(optional('householdSize')), false);

  // The form of a rule, too.
  await page.goto(`${city.operator}/rules/new`);
  await page.check('input[name=effect][value=deny]');
  await page.fill('input[name=keep]', '30');
  await context.clearCookies({ name: 'session' });
  await press(page, 'form[action="/rules/preview"] > button');
  await page.fill('input[name=login]', person.login);
  await page.fill('input[name=password]', person.password);
  await press(page, 'main form button');
  assert.equal(new URL(page.url()).pathname, '/rules/new');
  assert.equal(await page.inputValue('input[name=keep]'), '30');
  assert.match(await page.locator('main').innerText(), /Nothing is saved yet/);
  await context.close();
});
