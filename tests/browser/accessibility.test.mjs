// axe-core on every page and state: light and dark, narrow and wide, in every language.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { logIn, speak, startBrowser, startCity } from './city.mjs';
import { pages, statesOf } from './pages.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What EN 301 549 asks of web pages, and what axe holds to be good beyond it. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

let city, browser, states;

before(async () => {
  [city, browser] = await Promise.all([startCity(), startBrowser()]);
  states = await statesOf(city);
});
after(() => Promise.all([browser?.close(), city?.stop()]));

/** English in every form, Finnish and Greek in those that differ most: long words, other letters. The others on a phone. */
const RUNS = [
  ['en', 'light', 320], ['en', 'light', 1280], ['en', 'dark', 320], ['en', 'dark', 1280],
  ['fi', 'light', 320], ['fi', 'dark', 1280], ['el', 'light', 320], ['el', 'dark', 1280],
  ['sv', 'dark', 320], ['de', 'dark', 320], ['fr', 'light', 320], ['nl', 'dark', 320], ['pl', 'light', 320],
  ['it', 'dark', 320], ['es', 'light', 320],
];

/** Pages for developers, which are in English whoever looks. */
const ENGLISH = ['/api', '/problems', '/design'];

for (const [language, colorScheme, width] of RUNS) {
  test(`every page is accessible: ${language}, ${colorScheme}, ${width} px`, async () => {
    const context = await browser.newContext({ locale: language, colorScheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    const found = [];
    let loggedIn = false;
    for (const { path, as } of pages(states)) {
      if (as === 'person' && !loggedIn) {
        await logIn(page, city, states.person);
        await speak(page, language);
        loggedIn = true;
      }
      const response = await page.goto(city.operator + path);
      assert.ok(response.status() < 500, `${path} answers ${response.status()}`);
      const spoken = await page.evaluate(() => document.documentElement.lang);
      if (spoken !== (ENGLISH.some((one) => path === one || path.startsWith(`${one}/`)) ? 'en' : language)) found.push(`${path}: speaks ${spoken}`);
      await page.evaluate(axe);
      const { violations } = await page.evaluate((rules) => axe.run(document, { runOnly: rules }), RULES);
      for (const one of violations) found.push(`${path}: ${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) found.push(`${path}: ${wide} px wider than the window`);
      const bytes = (await response.body()).length;
      if (bytes > 100_000) found.push(`${path}: ${bytes} bytes`);
    }
    assert.deepEqual(found, []);
    await context.close();
  });
}
