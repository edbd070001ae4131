// My data, rules and settings in a real browser, under the pages' own content policy.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { logIn, speak, startBrowser, startCity } from './city.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What a source may call itself, and must not become. */
const MARKUP = '<img src=x onerror="document.title=1">';

let city, browser;

before(async () => {
  [city, browser] = await Promise.all([startCity(), startBrowser()]);
});
after(() => Promise.all([browser?.close(), city?.stop()]));

/** A page of its own with a person logged in, and what went wrong in it. */
async function open(person, path, options = {}) {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
  await logIn(page, city, city.person(person), path);
  return { context, page, wrong };
}

const press = (page, selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);

/** The card of a dataset by its title. */
const card = (page, title) => page.locator('article').filter({ has: page.getByRole('heading', { name: title, exact: true }) });

for (const width of [1280, 360]) {
  test(`what a source writes in its own way is shown as described, and as it writes it, at ${width} px`, async () => {
    const { context, page, wrong } = await open('Henrik', '/my-data', { viewport: { width, height: 900 } });
    const route = city.connector('wimming').routes[0];
    const asked = [];
    page.on('request', (request) => request.url().startsWith(route) && request.method() === 'GET' && asked.push(request.url()));
    const halls = card(page, 'Swimming halls');
    await halls.getByRole('button', { name: 'Show what is stored' }).press('Enter');
    await halls.getByText('15 August 1958').waitFor();
    const told = await halls.getByText('could not be read').innerText();
    assert.match(told, /: Membership$/);
    const changes = halls.getByRole('button', { name: /^(Correct|Add|Delete)/ });
    assert.ok(await changes.count() > 0);
    const other = halls.getByRole('button', { name: 'Show it as the source writes it' });
    await other.press('Enter');
    await halls.getByText('15.8.1958').waitFor();
    const written = await halls.innerText();
    assert.ok(written.includes('Tyyppi\nX9'), 'nothing is hidden of what is theirs');
    assert.ok(!written.includes('15 August 1958') && !written.includes('could not be read'), 'the described form is gone');
    assert.equal(await changes.count(), 0, 'what is changed is what is described');
    assert.deepEqual(asked, [route, `${route}?conversion=off`], 'each form is asked of the source once');
    const back = halls.getByRole('button', { name: 'Show it as described here' });
    assert.equal(await back.evaluate((button) => button === document.activeElement), true, 'the focus is not lost');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    await page.evaluate(axe);
    const finds = async () => (await page.evaluate(() => axe.run(document))).violations.map(({ id }) => id);
    assert.deepEqual(await finds(), []);
    if (process.env.SHOTS) await halls.screenshot({ path: `${process.env.SHOTS}/original-${width}.png` });
    // Looking again keeps the form that was chosen.
    await halls.getByRole('button', { name: 'Show it again' }).press('Enter');
    await halls.getByText('15.8.1958').waitFor();
    await back.press('Enter');
    await halls.getByText('15 August 1958').waitFor();
    assert.ok(await changes.count() > 0);
    assert.equal(await other.evaluate((button) => button === document.activeElement), true, 'nor on the way back');
    assert.deepEqual(await finds(), []);
    assert.deepEqual(wrong, []);
    await context.close();
  });
}

test('my data shows what the sources hold, and the operator never sees it', async () => {
  const { context, page, wrong } = await open('Aino', '/');
  const passed = [];
  page.on('response', async (answer) => {
    if (answer.url().startsWith(city.operator)) passed.push(await answer.text().catch(() => ''));
  });
  await page.goto(`${city.operator}/my-data`);
  const population = card(page, 'Population register');
  await population.getByRole('button', { name: 'Show what is stored' }).press('Enter');
  await population.getByText('This is stored about you:').waitFor();
  const facts = await population.locator('dl').first().innerText();
  for (const text of ['Name\nAino Koskela', 'Date of birth\n12 April 1987', 'Postal code\n00500', 'Household size\n3']) {
    assert.ok(facts.includes(text), `${text} is missing in ${facts}`);
  }
  assert.ok(!facts.includes('urn:ngsi-ld'), 'what frames the record is no news');
  assert.equal(await population.locator('[data-other]').count(), 0, 'what nobody converts has one form');
  await page.getByRole('button', { name: 'Show everything' }).click();
  const library = card(page, 'Library card');
  await page.getByText('LIB-2037').waitFor();
  await page.getByText('The Summer Book').waitFor();
  await page.getByText('Villejean').first().waitFor();
  assert.ok(!passed.join().includes('LIB-2037') && !passed.join().includes('Hämeentie'), 'a value came through the operator');
  assert.deepEqual(wrong, []);
  await library.count();
  // Who got it when.
  const [link] = await page.locator('a[href^="/activity?connector="]').all();
  await Promise.all([page.waitForURL(/\/activity\?connector=/), link.click()]);
  assert.match(await page.locator('main').innerText(), /Only data from:/);
  await context.close();
});

/** What is wrong with a page for people who do not see, or see little; and that it fits. */
async function check(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document));
  assert.deepEqual(violations.map((one) => `${name}: ${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`), []);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(over, 0, `${name} is wider than the window`);
  if (process.env.SHOTS) await page.screenshot({ path: join(process.env.SHOTS, `${name}.png`), fullPage: true });
}

test('what a value was before is shown where the source keeps it, past the operator, and goes with what is corrected', async () => {
  const { context, page, wrong } = await open('Aino', '/my-data');
  const passed = [];
  page.on('response', async (answer) => {
    if (answer.url().startsWith(city.operator)) passed.push(await answer.text().catch(() => ''));
  });
  const transport = card(page, 'Tickets and journeys');
  const lookBack = async () => {
    await transport.getByRole('button', { name: 'Show what it was before' }).press('Enter');
  };
  assert.equal(await page.getByRole('button', { name: 'Show what it was before' }).count(), 0, 'first what it is');
  await transport.getByRole('button', { name: 'Show what is stored' }).press('Enter');
  await lookBack();
  await transport.getByText('The source has kept no earlier values.').waitFor();

  // The company's own people change two values of hers, one of them twice and to what must not become part of the page.
  const found = await (await fetch(`${city.back_office}/entities?type=TransportCustomer&limit=1000`)).json();
  const { id } = found.find((one) => one.customerNumber.value === 'KR-70113');
  const patch = async (attributes) => {
    const body = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, { type: 'Property', value }]));
    const answer = await fetch(`${city.back_office}/entities/${id}/attrs`, {
      method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
    });
    assert.equal(answer.status, 204, await answer.text());
  };
  await patch({ homeStop: MARKUP, zone: 'Outer zone' });
  await patch({ homeStop: 'Gares' });
  await lookBack();
  const past = transport.locator('dl:has(.past)');
  await past.getByText('République').waitFor();
  await transport.getByText('This is how it has changed, the latest first:').waitFor();
  assert.deepEqual(await past.locator('dt').allInnerTexts(), ['Zone', 'Home stop'], 'as described, and what has changed alone');
  const stops = await past.locator('div').last().locator('li').allInnerTexts();
  assert.deepEqual(stops.map((one) => one.split('\n').at(-1)), ['Gares', MARKUP, 'République']);
  assert.match(stops[0], /^From \d{1,2} \w+ \d{4} at \d{2}:\d{2}/);
  assert.equal(await page.locator('main img').count(), 0);
  await check(page, 'my-data-past-wide');
  await page.setViewportSize({ width: 320, height: 740 });
  await check(page, 'my-data-past-narrow');
  await page.setViewportSize({ width: 1280, height: 720 });
  assert.ok(!passed.join().includes('Gares'), 'a value came through the operator');

  // What she corrects was wrong: it is not told any longer, and what else was is.
  const row = transport.locator('dl.facts > div', { has: page.getByText('Home stop', { exact: true }) }).first();
  await row.getByRole('button', { name: /^Correct/ }).press('Enter');
  const field = transport.getByRole('textbox');
  await field.fill('Villejean');
  await field.press('Enter');
  await transport.getByRole('status').getByText('corrected').first().waitFor();
  await lookBack();
  await past.getByText('Outer zone').waitFor();
  assert.deepEqual(await past.locator('dt').allInnerTexts(), ['Zone']);
  assert.deepEqual(wrong, []);
  await context.close();
});

test('values are text in the words of the page’s language, whatever a source sends', async () => {
  const { context, page, wrong } = await open('Aino', '/my-data');
  await speak(page, 'fi');
  const sent = {
    type: 'Person', name: MARKUP, birthDate: '1987-04-12', householdSize: 1234.5, email: null, [MARKUP]: true,
    address: { type: 'Property', value: { postalCode: '00500', streetAddress: { type: 'Property', value: 'Katu 1' } } },
    telephone: ['1', '2'], nationality: [], familyName: [{ a: false, at: '2026-11-26T12:00:00Z' }, [[[[[['deep']]]]]]],
  };
  const cors = { 'access-control-allow-origin': city.operator, 'access-control-allow-headers': 'authorization, dpop' };
  await page.route(city.connector('opulation').routes[0], (route) => route.fulfill({
    status: 200, contentType: 'application/json', headers: cors, body: route.request().method() === 'OPTIONS' ? '' : JSON.stringify(sent),
  }));
  const population = card(page, 'Väestörekisteri');
  await population.getByRole('button').click();
  await population.getByText('Sinusta on tallennettu tämä:').waitFor();
  const facts = (await population.locator('dl').first().innerText()).replaceAll(/\s+/g, ' ');
  for (const text of [`Nimi ${MARKUP}`, 'Syntymäaika 12. huhtikuuta 1987', 'Talouden koko 1234,5', 'Sähköposti ei tallennettu',
    `${MARKUP} kyllä`, 'Postinumero 00500', 'Katuosoite Katu 1', 'Puhelin 1 2', 'Kansalaisuus ei tallennettu', 'A ei', 'deep']) {
    assert.ok(facts.includes(text), `${text} is missing in ${facts}`);
  }
  assert.equal(await page.locator('main img').count(), 0);
  assert.deepEqual(wrong, []);
  await context.close();
});

test('a source that is stopped says so on its own card, and the others work', async () => {
  const connector = spawn(process.execPath, [join(import.meta.dirname, 'connector.mjs'), MARKUP], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const url = await new Promise((found) => createInterface({ input: connector.stdout }).once('line', found));
    const token = (await readFile(join(city.folder, 'city/operator-helsinki/admin.token'), 'utf8')).trim();
    const added = await fetch(`${city.operator}/api/v1/admin/connectors`, {
      method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ base_url: url }),
    });
    assert.ok(added.ok, await added.text());
    const { context, page } = await open('Matti', '/my-data');
    await page.getByRole('heading', { name: MARKUP }).waitFor();
    connector.kill('SIGSTOP');
    const silent = card(page, 'Swimming card');
    await page.getByRole('button', { name: 'Show everything' }).click();
    await page.getByText('Matti Vuorela').first().waitFor();
    assert.match(await silent.getByRole('status').innerText(), /Asking the source/);
    await silent.getByText('takes too long to answer').waitFor({ timeout: 15_000 });
    await page.getByText('LIB-2111').waitFor();
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run(document));
    assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html)}`), []);
    connector.kill('SIGKILL');
    await new Promise((done) => connector.once('exit', done));
    await silent.getByRole('button').click();
    await silent.getByText('cannot be reached at the moment').waitFor();
    await context.close();
  } finally {
    connector.kill('SIGKILL');
  }
});

test('without JavaScript my data says what may be there and how to see it', async () => {
  const { context, page } = await open('Eero', '/my-data', { javaScriptEnabled: false });
  const text = await page.locator('main').innerText();
  assert.match(text, /fiducia me look/);
  assert.equal(await page.locator('main button:visible').count(), 0, 'no button that does nothing');
  await card(page, 'Population register').locator('summary').click();
  await page.getByText('Household size').waitFor();
  await context.close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`a rule is made from a request, removed and made again, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
    const service = city.service('Moving');
    const person = javaScriptEnabled ? 'Sanna' : 'Yusuf';
    const { url } = await service.request(city.person(person));
    const { context, page, wrong } = await open(person, new URL(url).pathname, { javaScriptEnabled });
    await press(page, 'a[href*="effect=deny"]');
    const text = await page.locator('main').innerText();
    assert.match(text, /When Moving Helper Ltd asks for data, say no/);
    assert.match(text, /would get a no \(1\)/);
    assert.match(text, /Nothing is saved yet/);
    await press(page, 'form[action="/rules"] button');
    assert.match(await page.locator('main').innerText(), /The rule is saved/);
    const next = await service.request(city.person(person));
    assert.equal((await service.status(next.id)).status, 'declined');
    await press(page, 'form[action$="/remove"] button');
    assert.match(await page.locator('main').innerText(), /You have no rules/);
    await press(page, 'form[action$="/again"] button');
    assert.match(await page.locator('main').innerText(), /When Moving Helper Ltd asks for data, say no/);
    // The request that was there before the rule still waits for its person.
    await page.goto(url);
    assert.equal(await page.locator('button[value=decline]').count(), 1);
    assert.deepEqual(wrong, []);
    await context.close();
  });
}

test('a rule is made from a request by keyboard alone', async () => {
  const service = city.service('Hobby');
  const olga = city.person('Olga');
  const { url } = await service.request(olga);
  const { context, page } = await open('Olga', new URL(url).pathname);
  /** Tabs on until the focus is where it should be, and can be seen. */
  const walk = async (wanted) => {
    for (let steps = 0; steps < 120; steps += 1) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const { href, name, value, type, textContent } = document.activeElement;
        return { href, name, value, type, text: textContent.trim(), outline: getComputedStyle(document.activeElement).outlineStyle };
      });
      assert.notEqual(at.outline, 'none', `the focus cannot be seen at ${JSON.stringify(at)}`);
      if (wanted(at)) return;
    }
    assert.fail('not reached by Tab');
  };
  const enter = () => Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  await walk((at) => at.href?.includes('effect=allow'));
  await enter();
  // A condition is added before it is saved.
  await walk((at) => at.text === 'More conditions');
  await page.keyboard.press('Enter');
  await walk((at) => at.name === 'no_automated');
  await page.keyboard.press('Space');
  await walk((at) => at.text === 'Show what the rule would do');
  await enter();
  assert.match(await page.locator('.looked').innerText(), /No decision about you is made by a computer alone/);
  await walk((at) => at.text === 'Save this rule');
  await enter();
  assert.match(await page.locator('main').innerText(), /When Helsinki Sports and Youth asks for data, say yes without asking me/);
  const next = await service.request(olga);
  assert.equal((await service.status(next.id)).status, 'granted');
  await context.close();
});

test('the settings change the name and the language', async () => {
  const { context, page, wrong } = await open('Noor', '/settings');
  await page.fill('input[name=name]', 'Noor H.');
  await press(page, 'form[action="/settings"] button');
  assert.equal(await page.locator('header bdi').innerText(), 'Noor H.');
  await page.selectOption('#spoken', 'sv');
  await press(page, 'main form[action="/language"] button');
  assert.equal(await page.locator('html').getAttribute('lang'), 'sv');
  assert.equal(await page.locator('input[name=name]').inputValue(), 'Noor H.');
  assert.deepEqual(wrong, []);
  await context.close();
});

test('a notification that comes while its page is open is shown and said', async () => {
  const { context, page, wrong } = await open('Eero', '/notifications');
  const [said, shown] = [page.locator('[data-live-said]'), page.getByText(/“Moving Helper” asks for your data/)];
  // It listens before something happens.
  await Promise.all([page.waitForResponse((answer) => answer.url().endsWith('/activity/live')), page.reload()]);
  assert.equal(await said.textContent(), '');
  await city.service('Moving').request(city.person('Eero'));
  await shown.first().waitFor();
  assert.match(await said.textContent(), /“Moving Helper” asks for your data/);
  await page.getByRole('button', { name: 'Mark as read' }).first().waitFor();
  assert.deepEqual(wrong, []);
  await context.close();
});

test('the form for a rule is short on a phone, and its data are found by words, by keyboard, and without JavaScript', async () => {
  const { context, page, wrong } = await open('Yusuf', '/rules/new', { viewport: { width: 360, height: 740 } });
  const height = await page.evaluate(() => document.querySelector('main form').getBoundingClientRect().height);
  assert.ok(height < 3500, `${height} px`);
  const groups = page.locator('[data-choices] details');
  assert.ok(await groups.count() > 2);
  assert.equal(await page.locator('[data-choices] details[open]').count(), 0);
  const search = page.getByLabel('Search in this list');
  await search.fill('postal');
  assert.match(await page.locator('[data-choices-search] [role=status]').innerText(), /Found: [1-9]/);
  const postal = page.getByRole('checkbox', { name: 'Postal code', exact: true });
  await postal.press('Space');
  await search.press('Enter');
  assert.equal(new URL(page.url()).pathname, '/rules/new', 'Enter finds and sends nothing');
  await search.fill('');
  assert.match(await page.locator('[data-choices] summary', { hasText: 'Chosen: 1' }).first().innerText(), /Chosen: 1/);
  await search.fill('no such words');
  await postal.waitFor();
  await search.fill('');
  const summary = groups.last().locator('summary');
  await summary.press('Enter');
  assert.equal(await groups.last().getAttribute('open'), '');
  await page.evaluate(axe);
  for (const one of await groups.all()) await one.evaluate((details) => { details.open = true; });
  const { violations } = await page.evaluate(() => axe.run(document));
  assert.deepEqual(violations.map((one) => one.id), []);
  await page.check('#effect-ask');
  await press(page, 'form[action="/rules/preview"] button.quiet');
  assert.ok(await postal.isChecked());
  await postal.waitFor();
  assert.deepEqual(wrong, []);
  await context.close();

  const plain = await open('Yusuf', '/rules/new', { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  assert.equal(await plain.page.locator('[data-choices-search]').isVisible(), false);
  const first = plain.page.locator('[data-choices] details').first();
  await first.locator('summary').click();
  await first.locator('input').first().check();
  await plain.page.check('#effect-deny');
  await press(plain.page, 'form[action="/rules/preview"] button.quiet');
  assert.match(await plain.page.locator('[data-choices] summary').first().innerText(), /Chosen: 1/);
  await plain.context.close();
});

test('a letter is noted, its note removed and had back, by keyboard', async () => {
  const { context, page, wrong } = await open('Olga', '/rights');
  await page.selectOption('#right', 'access');
  await press(page, 'form[action="/rights"] button');
  await page.locator('form[action="/rights/letters"] button').focus();
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  assert.match(await page.locator('.toast').innerText(), /It is noted/);
  assert.match(await page.locator('#letters ~ article').innerText(), /Waiting for the answer/);
  const remove = page.getByRole('button', { name: 'Remove the note' });
  await Promise.all([page.waitForNavigation(), remove.press('Enter')]);
  assert.equal(await page.locator('#letters ~ article').count(), 0);
  const undo = page.locator('.toast').getByRole('button', { name: 'Undo' });
  await Promise.all([page.waitForNavigation(), undo.press('Enter')]);
  assert.equal(await page.locator('#letters ~ article').count(), 1);
  assert.deepEqual(wrong, []);
  await context.close();
});
