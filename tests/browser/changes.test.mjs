// People correct and delete their own data on “My data”, at the sources themselves.
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

/** “My data” of a person, with what went wrong in it and all that went to or came from the operator. */
async function open(person, options = {}) {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  const [wrong, passed] = [[], []];
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('request', (request) => request.url().startsWith(city.operator) && passed.push(request.url(), request.postData() ?? ''));
  page.on('response', async (answer) => {
    if (answer.url().startsWith(city.operator)) passed.push(await answer.text().catch(() => ''));
  });
  await logIn(page, city, city.person(person), '/my-data');
  return { context, page, wrong, passed };
}

const card = (page, title) => page.locator('article').filter({ has: page.getByRole('heading', { name: title, exact: true }) });

/** A card whose values are shown. */
async function shown(page, title) {
  const found = card(page, title);
  await found.getByRole('button', { name: 'Show what is stored' }).press('Enter');
  await found.getByText('This is stored about you:').waitFor();
  return found;
}

/** The line of an attribute. */
const line = (found, title) => found.locator('dl > div').filter({ has: found.page().locator('dt', { hasText: new RegExp(`^${title}$`) }) });

const focused = (page) => page.evaluate(() => document.activeElement.textContent.trim() || document.activeElement.id);

async function axeFinds(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run(document));
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html)}`);
}

test('a value is corrected by keyboard, at the source and past the operator, and put back', async () => {
  const { context, page, wrong, passed } = await open('Aino');
  const library = await shown(page, 'Library card and loans');
  const email = line(library, 'E-mail');
  const correct = email.getByRole('button', { name: 'Correct E-mail' });
  await correct.press('Enter');
  const field = library.getByLabel('New value for “E-mail”');
  assert.equal(await field.getAttribute('type'), 'email');
  assert.equal(await field.inputValue(), 'aino.koskela@example.fi');
  assert.ok(await field.evaluate((input) => input === document.activeElement), 'what was asked for has the focus');
  assert.match(await library.locator('form .hint').innerText(), /City Library gets it straight from your browser/);
  assert.deepEqual(await axeFinds(page), []);

  // What does not fit is said, and stays to be mended; nothing is sent.
  await field.fill('not an address');
  await field.press('Enter');
  assert.equal(await library.getByRole('alert').innerText(), 'This does not have the right form. Check it.');
  assert.equal(await field.inputValue(), 'not an address');
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  assert.deepEqual(await axeFinds(page), []);
  await field.press('Escape');
  assert.ok(await correct.evaluate((button) => button === document.activeElement), 'the focus is back');

  await correct.press('Enter');
  await field.fill('aino@home.example');
  await field.press('Enter');
  await library.getByRole('status').getByText('Corrected: E-mail.').waitFor();
  assert.match(await email.innerText(), /aino@home\.example/);
  assert.equal(await focused(page), 'Undo');
  assert.deepEqual(await axeFinds(page), []);
  await page.keyboard.press('Enter');
  await library.getByRole('status').getByText('It is as before: E-mail.').waitFor();
  assert.match(await email.innerText(), /aino\.koskela@example\.fi/);
  assert.ok(!passed.join().includes('aino@home.example'), 'the operator has seen the value');
  assert.deepEqual(wrong, []);

  // It is the person's own doing, and stands in the log so.
  const text = async () => (await page.goto(`${city.operator}/activity`), page.locator('main').innerText());
  while (!/You corrected this yourself at City Library: E-mail\./.test(await text()));
  assert.match(await text(), /Changed/);
  await context.close();
});

test('lists are written one per line, and what is the same is not sent', async () => {
  const { context, page, wrong } = await open('Aino');
  const library = await shown(page, 'Library card and loans');
  const genres = line(library, 'Favourite kinds of books');
  await genres.getByRole('button', { name: /^Correct/ }).click();
  const field = library.getByLabel('New value for “Favourite kinds of books”');
  await library.getByRole('button', { name: 'Save' }).click();
  await library.getByText('Nothing was changed').waitFor();
  await genres.getByRole('button', { name: /^Correct/ }).click();
  await field.fill('Novels\n\n  Poems  \n');
  await library.getByRole('button', { name: 'Save' }).click();
  await library.getByText('Corrected: Favourite kinds of books.').waitFor();
  assert.deepEqual(await genres.locator('li').allInnerTexts(), ['Novels', 'Poems']);
  assert.deepEqual(wrong, []);
  await context.close();
});

test('a source that does not take a value says no, and what was written stays', async () => {
  const { context, page } = await open('Matti');
  await speak(page, 'de');
  const library = card(page, 'Library card and loans');
  await library.getByRole('button', { name: 'Zeigen, was gespeichert ist' }).click();
  await line(library, 'Home library').getByRole('button', { name: 'Berichtigen Home library' }).click();
  const field = library.getByLabel('Neuer Wert für „Home library“');
  await field.fill('Atlantis');
  await library.getByRole('button', { name: 'Speichern' }).click();
  await library.getByRole('alert').getByText('Die Quelle hat die Änderung nicht angenommen.').waitFor();
  assert.equal(await field.inputValue(), 'Atlantis');
  // Whoever is cut off does not know what became of it, and is told so.
  await page.route(city.connector('ibrary').routes[0], (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()));
  await library.getByRole('button', { name: 'Speichern' }).click();
  await library.getByRole('alert').getByText('Wir wissen nicht, ob die Quelle die Änderung gemacht hat.').waitFor();
  await page.unrouteAll();
  await context.clearCookies({ name: 'session' });
  await library.getByRole('button', { name: 'Speichern' }).click();
  await library.getByRole('alert').getByText('Sie sind nicht mehr angemeldet.').waitFor();
  assert.equal(await field.inputValue(), 'Atlantis');
  await context.close();
});

test('the source’s own words for a refusal are shown as text, in the page’s language', async () => {
  const { context, page, wrong } = await open('Sanna');
  const markup = '<img src=x onerror="document.title=1">';
  const register = await shown(page, 'Population register');
  await page.route(city.connector('opulation').routes[0], (route) => route.fulfill({
    status: 409, contentType: 'application/problem+json',
    headers: { 'access-control-allow-origin': city.operator, 'access-control-allow-headers': 'authorization, dpop, content-type', 'access-control-allow-methods': 'PATCH' },
    body: JSON.stringify({ type: 'https://x.example/problems/change-refused', title: 'no', reasons: [{ fi: 'Ei käy', en: markup }] }),
  }));
  await line(register, 'Telephone').getByRole('button', { name: /^Correct/ }).click();
  await register.getByLabel('New value for “Telephone”').fill('+358 40 000 0000');
  await register.getByRole('button', { name: 'Save' }).click();
  await register.getByText(`The source says: ${markup}`).waitFor();
  assert.equal(await page.locator('main img').count(), 0);
  assert.deepEqual(wrong, []);
  await context.close();
});

test('a value is deleted after it was said what is lost, and can be written anew', async () => {
  const { context, page, wrong, passed } = await open('Aino');
  const register = await shown(page, 'Population register');
  const telephone = line(register, 'Telephone');
  assert.equal(await line(register, 'Name').getByRole('button').count(), 0, 'what the law keeps has no button');
  const erase = telephone.getByRole('button', { name: 'Delete Telephone' });
  await erase.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Delete “Telephone”?' });
  assert.match(await dialog.innerText(), /\+358 40 555 0101/);
  assert.match(await dialog.innerText(), /Population register deletes it for good/);
  assert.equal(await focused(page), 'Keep it');
  assert.deepEqual(await axeFinds(page), []);
  await page.keyboard.press('Escape');
  assert.ok(await erase.evaluate((button) => button === document.activeElement), 'the focus is back');
  assert.match(await telephone.innerText(), /555 0101/);

  await erase.press('Enter');
  await dialog.getByRole('button', { name: 'Delete' }).press('Enter');
  await register.getByRole('status').getByText('Deleted: Telephone.').waitFor();
  assert.match(await telephone.innerText(), /nothing stored/);
  assert.ok(await page.evaluate(() => document.activeElement.closest('[data-dataset]') !== null), 'the focus is lost');
  await telephone.getByRole('button', { name: 'Add Telephone' }).press('Enter');
  const field = register.getByLabel('New value for “Telephone”');
  assert.equal(await field.getAttribute('type'), 'tel');
  await field.press('Enter');
  assert.match(await register.getByRole('alert').innerText(), /Write a value/);
  await field.fill('+358 40 555 0199');
  await field.press('Enter');
  await register.getByRole('status').getByText('Corrected: Telephone.').waitFor();
  assert.match(await telephone.innerText(), /555 0199/);
  // Undoing what was not there before deletes it again.
  await page.keyboard.press('Enter');
  await register.getByRole('status').getByText('It is as before: Telephone.').waitFor();
  assert.match(await telephone.innerText(), /nothing stored/);
  assert.ok(!passed.join().includes('555 0199'), 'the operator has seen the value');
  assert.deepEqual(wrong, []);
  await context.close();
});

test('a whole record is deleted after it was said what is lost', async () => {
  const { context, page, wrong } = await open('Aino');
  const rides = await shown(page, 'Tickets and journeys');
  await rides.getByRole('button', { name: 'Delete everything Tickets and journeys' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete “Tickets and journeys”?' });
  assert.deepEqual((await dialog.locator('li').allInnerTexts()).slice(0, 2), ['Name', 'Customer number']);
  assert.deepEqual(await axeFinds(page), []);
  await dialog.getByRole('button', { name: 'Delete everything' }).click();
  await rides.getByRole('status').getByText('Everything in “Tickets and journeys” is deleted.').waitFor();
  assert.equal(await rides.locator('dl').count(), 0);
  await rides.getByRole('button', { name: 'Show it again' }).click();
  await rides.getByText('Nothing is stored about you here.').waitFor();
  assert.deepEqual(wrong, []);
  // Elsewhere not everything may go.
  const register = await shown(page, 'Population register');
  assert.equal(await register.getByRole('button', { name: /^Delete everything/ }).count(), 0);
  await context.close();
});

/** A day, so many days from now, as the page writes it. */
const day = (ahead = 0) => new Date(Date.now() + ahead * 86_400_000).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

/** The staff of the swimming halls end what waits there about an attribute. */
async function decide(path, move) {
  const tasks = new URL('/api/v1/tasks', city.connector('wimming').routes[0]).href;
  const token = (await readFile(join(city.folder, 'city', 'halls', 'admin.token'), 'utf8')).trim();
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const open = await (await fetch(tasks, { headers })).json();
  const { id } = open.find(({ details }) => details.corrected?.[path] !== undefined || details.erased?.includes(path));
  const answer = await fetch(`${tasks}/${id}`, { method: 'POST', headers, body: JSON.stringify(move) });
  assert.equal(answer.status, 204);
}

const VIEWPORTS = [{ width: 1280, height: 900 }, { width: 360, height: 800 }];

const pictureOf = async (part, name) => process.env.SHOTS && part.screenshot({ path: join(process.env.SHOTS, `${name}.png`) });

test('what a source cannot change by itself goes to its staff, and the page says until when', async () => {
  for (const viewport of VIEWPORTS) {
    const { context, page, wrong, passed } = await open('Henrik', { viewport });
    const halls = await shown(page, 'Swimming halls');
    const name = line(halls, 'Name');
    await name.getByRole('button', { name: 'Correct Name' }).press('Enter');
    const field = halls.getByLabel('New value for “Name”');
    const hint = await halls.locator(`[id="${(await field.getAttribute('aria-describedby')).split(' ')[0]}"]`).innerText();
    assert.match(hint, /^The staff of Swimming halls look at this and answer within 30 days\./);
    await field.fill('Henrik Östman');
    assert.deepEqual(await axeFinds(page), []);
    await pictureOf(halls, `staff-asked-${viewport.width}`);
    await halls.getByRole('button', { name: 'Send to the staff' }).press('Enter');
    const said = halls.getByRole('status').getByText('Sent to the staff of Swimming halls: Name.');
    await said.waitFor();
    assert.ok((await said.innerText()).includes(day(30)), await said.innerText());
    assert.equal(await halls.getByRole('button', { name: 'Undo' }).count(), 0);
    assert.match(await name.innerText(), /O'Neill-Östman/, 'nothing has changed yet');
    await pictureOf(halls, `staff-sent-${viewport.width}`);

    await line(halls, 'Your hall').getByRole('button', { name: 'Delete Your hall' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete “Your hall”?' });
    await dialog.getByText('The staff of Swimming halls look at this').waitFor();
    assert.deepEqual(await axeFinds(page), []);
    await pictureOf(page, `staff-dialog-${viewport.width}`);
    await dialog.getByRole('button', { name: 'Send to the staff' }).click();
    await halls.getByRole('status').getByText('Sent to the staff of Swimming halls: Your hall.').waitFor();
    assert.ok(!passed.join(' ').includes('Henrik Östman'), 'the operator does not see it');
    assert.deepEqual(wrong, []);
    const width = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(width, 0);
    await decide('name', { act: 'done' });
    await decide('hall', { act: 'done' });
    await context.close();
  }
});

test('what waits at the staff stands beside its value, is taken back there, and so is their answer', async () => {
  for (const viewport of VIEWPORTS) {
    const { context, page, wrong, passed } = await open('Henrik', { viewport });
    // A page that knows nothing of it yet.
    const other = await context.newPage();
    await other.goto(page.url());
    const late = line(await shown(other, 'Swimming halls'), 'Date of birth');
    const halls = await shown(page, 'Swimming halls');
    const born = line(halls, 'Date of birth');
    const correct = async (row, value) => {
      await row.getByRole('button', { name: 'Correct Date of birth' }).click();
      await row.getByLabel('New value for “Date of birth”').fill(value);
      await row.getByRole('button', { name: 'Send to the staff' }).click();
    };
    await correct(born, '1979-02-03');
    const waits = `On ${day()} you asked to have this changed to “3 February 1979”. The staff of Swimming halls answer by ${day(30)}.`;
    await born.getByText(waits).waitFor();
    assert.equal(await born.getByRole('button', { name: /^(Correct|Delete)/ }).count(), 0, 'it is not asked twice');
    await correct(late, '1979-02-04');
    await late.getByRole('alert').getByText('You have asked for a change of this already.').waitFor();
    await other.close();

    const hall = line(halls, 'Your hall');
    await hall.getByRole('button', { name: 'Delete Your hall' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send to the staff' }).click();
    await hall.getByText(`On ${day()} you asked to have this deleted.`).waitFor();
    // It stands there whenever the page is looked at.
    await page.reload();
    await shown(page, 'Swimming halls');
    await born.getByText(waits).waitFor();
    assert.deepEqual(await axeFinds(page), []);
    await pictureOf(halls, `staff-waits-${viewport.width}`);
    await hall.getByRole('button', { name: 'Take it back Your hall' }).press('Enter');
    await halls.getByRole('status').getByText('Taken back: Your hall. It stays as it is.').waitFor();
    assert.ok(await page.evaluate(() => document.activeElement.closest('[data-dataset]') !== null), 'the focus is lost');
    assert.equal(await hall.getByText('you asked to have this deleted').count(), 0);
    assert.equal(await hall.getByRole('button', { name: 'Delete Your hall' }).count(), 1);

    // The staff answer while the page is open, and say why in words that are no part of it.
    const why = 'The <b>passport</b> says {day} otherwise.';
    await decide('birthDate', { act: 'refuse', note: why });
    await born.getByRole('button', { name: 'Take it back Date of birth' }).click();
    await halls.getByRole('status').getByText('This does not wait any more.').waitFor();
    await born.getByText(`Refused: on ${day()} the staff of Swimming halls refused what you had asked on ${day()}: “${why}”`).waitFor();
    assert.equal(await born.getByRole('button', { name: 'Correct Date of birth' }).count(), 1, 'it may be asked again');
    assert.deepEqual(await axeFinds(page), []);
    await pictureOf(halls, `staff-answered-${viewport.width}`);
    await correct(born, '1979-02-05');
    await born.getByText('“5 February 1979”').waitFor();
    await decide('birthDate', { act: 'done', note: 'seen' });
    await halls.getByRole('button', { name: 'Show it again' }).click();
    await born.getByText(`Done: on ${day()} the staff of Swimming halls did what you had asked on ${day()}.`).waitFor();

    await halls.getByRole('button', { name: /^Delete everything/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Send to the staff' }).click();
    await halls.getByText(`On ${day()} you asked to have everything here deleted.`).waitFor();
    assert.equal(await halls.getByRole('button', { name: /^(Correct|Delete)/ }).count(), 0);
    await pictureOf(halls, `staff-everything-${viewport.width}`);
    await halls.getByRole('button', { name: 'Take it back Swimming halls' }).click();
    await halls.getByRole('status').getByText('Taken back: Swimming halls.').waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(width, 0);
    assert.ok(!passed.join(' ').includes('1979-02-0'), 'the operator does not see it');
    assert.deepEqual(wrong, []);
    const text = async () => (await page.goto(`${city.operator}/activity`), page.locator('main').innerText());
    while (!/You took back what you had asked Swimming halls to correct or delete: Your hall\./.test(await text()));
    await context.close();
  }
});

test('letters are beside it, and all there is in a browser without JavaScript', async () => {
  const { context, page } = await open('Henrik');
  const halls = await shown(page, 'Swimming halls');
  const letter = halls.getByRole('link', { name: 'Write a letter: have something corrected' });
  await Promise.all([page.waitForURL(/\/rights\?/), letter.click()]);
  assert.match(await page.locator('main .letter').innerText(), /Swimming halls/);
  await context.close();
  const plain = await open('Henrik', { javaScriptEnabled: false });
  const link = card(plain.page, 'Swimming halls').getByRole('link', { name: 'Write a letter: have something deleted' });
  await Promise.all([plain.page.waitForURL(/right=delete/), link.click()]);
  await plain.page.locator('main .letter').waitFor();
  assert.equal(await plain.page.locator('.changes').count(), 0);
  await plain.context.close();
});
