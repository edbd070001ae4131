// Every page, light and dark, wide and narrow, in English and one other language: `make screenshots`.
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { logIn, speak, startBrowser, startCity } from './city.mjs';
import { pages, statesOf } from './pages.mjs';

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '../../screenshots'));
await mkdir(folder, { recursive: true });

const [city, browser] = await Promise.all([startCity(), startBrowser()]);
try {
  const states = await statesOf(city);
  for (const locale of ['en-GB', 'fi-FI']) {
    for (const colorScheme of ['light', 'dark']) {
      for (const width of [1280, 320]) {
        const context = await browser.newContext({ locale, colorScheme, viewport: { width, height: 900 } });
        const page = await context.newPage();
        let loggedIn = false;
        for (const { path, as, name, act } of pages(states)) {
          if (as === 'person' && !loggedIn) {
            await logIn(page, city, states.person);
            await speak(page, locale.slice(0, 2));
          }
          loggedIn ||= as === 'person';
          await page.goto(city.operator + path);
          await act?.(page);
          const file = `${name}.${locale.slice(0, 2)}.${colorScheme}.${width}.png`;
          await page.screenshot({ path: join(folder, file), fullPage: true });
        }
        await context.close();
        console.log(`${locale} ${colorScheme} ${width} px`);
      }
    }
  }
  console.log(`screenshots are in ${folder}`);
} finally {
  await Promise.all([browser.close(), city.stop()]);
}
