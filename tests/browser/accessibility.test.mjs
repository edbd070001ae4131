// axe-core on every page and state: light and dark, narrow and wide, in two languages.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { logIn, startBrowser, startCity } from './city.mjs';
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

for (const colorScheme of ['light', 'dark']) {
  for (const width of [320, 1280]) {
    test(`every page is accessible: ${colorScheme}, ${width} px`, async () => {
      const context = await browser.newContext({ locale: 'en-GB', colorScheme, viewport: { width, height: 900 } });
      const page = await context.newPage();
      const found = [];
      for (const { path, as } of pages(states)) {
        if (as === 'person') await once(context, () => logIn(page, city, states.person));
        if (as === 'nobody') await context.clearCookies();
        const response = await page.goto(city.operator + path);
        assert.ok(response.status() < 500, `${path} answers ${response.status()}`);
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
}

/** Logs in where nobody is. */
async function once(context, logsIn) {
  if ((await context.cookies()).length === 0) await logsIn();
}
