// axe-core on every page and state: in every language, light and dark, narrow and wide.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { logIn, speak, startBrowser, startCity } from './city.mjs';
import { pages, statesOf } from './pages.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What EN 301 549 asks of web pages, and what axe holds to be good beyond it. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What of those a change of colours alone can break: all other rules look at elements, names, sizes and places. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

const LANGUAGES = ['en', 'fi', 'el', 'sv', 'de', 'fr', 'nl', 'pl', 'it', 'es'];
const WIDTHS = [320, 1280];

/** Pages for developers, which are in English whoever looks: looked at once, in English. */
const ENGLISH = ['/api', '/problems', '/design'];

/** The most that a page may weigh, in bytes. */
const MOST_BYTES = 100_000;

/** Cities in which the same has happened: a person reads one language at a time, and two are looked at side by side. */
const cities = [];
let browser;

before(async () => {
  browser = await startBrowser();
  // One after the other, as each takes the ports that it finds free.
  for (let side = 0; side < WIDTHS.length; side += 1) cities.push(await startCity());
  await Promise.all(cities.map(async (city) => {
    city.states = await statesOf(city);
  }));
});
after(() => Promise.all([browser?.close(), ...cities.map((city) => city.stop())]));

const isEnglish = (path) => ENGLISH.some((one) => path === one || path.startsWith(`${one}/`));

/** What axe finds on the page as it stands, by these rules or tags. */
async function violations(page, runOnly) {
  // Style sheets are on the page's own origin: nothing is fetched again for axe.
  const found = await page.evaluate(async (options) => {
    const { violations } = await axe.run(document, options);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  }, { runOnly, resultTypes: ['violations'], preload: false });
  return found;
}

/**
 * One page, loaded once: at either width in light colours by all rules, then in dark ones by those that colours can
 * break. `first` is the width at which it is loaded.
 */
async function lookAt(page, address, first, act) {
  const found = [];
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: first, height: 900 });
  const response = await page.goto(address);
  assert.ok(response.status() < 500, `${address} answers ${response.status()}`);
  const bytes = (await response.body()).length;
  if (bytes > MOST_BYTES) found.push(`${bytes} bytes`);
  await act?.(page);
  await page.evaluate(axe);
  for (const width of WIDTHS.toSorted((one) => (one === first ? -1 : 1))) {
    await page.setViewportSize({ width, height: 900 });
    for (const [colorScheme, rules] of [['light', RULES], ['dark', COLOURS]]) {
      await page.emulateMedia({ colorScheme });
      for (const one of await violations(page, rules)) found.push(`${width} px, ${colorScheme}: ${one}`);
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) found.push(`${wide} px wider than the window of ${width}`);
  }
  return found;
}

/** Every page in one language. */
async function walk(city, language, first) {
  const context = await browser.newContext({ locale: language, viewport: { width: first, height: 900 } });
  const page = await context.newPage();
  const found = [];
  let loggedIn = false;
  for (const { path, as, name, act } of pages(city.states)) {
    if (as === 'person' && !loggedIn) {
      await logIn(page, city, city.states.person);
      await speak(page, language);
      loggedIn = true;
    }
    if (isEnglish(path) && language !== 'en') continue;
    for (const one of await lookAt(page, new URL(path, city.operator).href, first, act)) found.push(`${language} ${name}: ${one}`);
    const spoken = await page.evaluate(() => document.documentElement.lang);
    if (spoken !== language) found.push(`${language} ${name}: speaks ${spoken}`);
  }
  await context.close();
  return found;
}

test('on a small screen a button opens the navigation, by keyboard and without JavaScript', async () => {
  const [city] = cities;
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await logIn(page, city, city.states.person);
  const [button, rules] = [page.locator('.menu'), page.locator('#menu a[href="/rules"]')];
  assert.equal(await rules.isVisible(), false);
  await button.focus();
  await page.keyboard.press('Enter');
  await rules.waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await rules.isVisible(), false);
  assert.ok(await button.evaluate((one) => one === document.activeElement), 'the focus is where it was');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  assert.ok(await page.locator('#menu a').first().evaluate((one) => one === document.activeElement), 'the links come next');
  await Promise.all([page.waitForURL(/\/rules$/), rules.click()]);
  await page.setViewportSize({ width: 1280, height: 740 });
  await rules.waitFor();
  assert.equal(await button.isVisible(), false, 'there is room for the links');
  await context.close();
});

test('pages for developers are in English whoever looks', async () => {
  const texts = async (language) => {
    const context = await browser.newContext({ locale: language });
    const page = await context.newPage();
    const bodies = [];
    const [city] = cities;
    for (const { path } of pages(city.states).filter(({ path }) => isEnglish(path))) {
      bodies.push(await (await page.goto(new URL(path, city.operator).href)).text());
    }
    await context.close();
    return bodies;
  };
  const english = await texts('en');
  assert.ok(english.length > 3 && english.every((body) => body.includes('<html lang="en">')));
  assert.deepEqual(await texts('el'), english);
});

// Two languages side by side: one begins on a phone and the other on a wide screen, so that
// pages are both loaded at either width and brought there.
for (let pair = 0; pair < LANGUAGES.length; pair += WIDTHS.length) {
  const languages = LANGUAGES.slice(pair, pair + WIDTHS.length);
  test(`every page is accessible, light and dark, at ${WIDTHS.join(' and ')} px: ${languages.join(', ')}`, async () => {
    const walks = cities.map((city, side) => walk(city, languages[side], WIDTHS[(side + pair / 2) % 2]));
    const found = await Promise.all(walks);
    assert.deepEqual(found.flat(), []);
  });
}
