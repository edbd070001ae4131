// Every page, light and dark, wide and narrow, in English and one other language: `make screenshots`.
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { logIn, speak, startBrowser, startCity } from './city.mjs';
import { pages, staffPages, statesOf } from './pages.mjs';
import { come } from './staff.mjs';

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '../../screenshots'));
await mkdir(folder, { recursive: true });

/** Somebody of each organisation's staff who has come: their cookies, good in every window. */
async function staffOf(city, browser) {
  const members = [];
  for (const { link, pages: start } of city.staff) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await come(page, link);
    members.push({ pages: start, page, cookies: await context.cookies() });
  }
  return members;
}

const [city, browser] = await Promise.all([startCity(), startBrowser()]);
try {
  const states = await statesOf(city);
  const staff = await staffOf(city, browser);
  const theirs = await staffPages(city, staff);
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
          await page.goto(new URL(path, city.operator).href);
          await act?.(page);
          const file = `${name}.${locale.slice(0, 2)}.${colorScheme}.${width}.png`;
          await page.screenshot({ path: join(folder, file), fullPage: true });
        }
        await context.close();
        for (const [place, shown] of [theirs.source, theirs.service].entries()) {
          const there = await browser.newContext({ locale, colorScheme, viewport: { width, height: 900 } });
          await there.addCookies(staff[place].cookies);
          const own = await there.newPage();
          await own.goto(staff[place].pages);
          const choice = own.locator('footer form[action="/staff/language"]');
          await choice.locator('select').selectOption(locale.slice(0, 2));
          await Promise.all([own.waitForNavigation(), choice.locator('button').click()]);
          for (const { url, name } of shown) {
            const answer = await own.goto(url);
            if (answer.status() !== 200) throw new Error(`${url}: ${answer.status()}`);
            const file = `${name}.${locale.slice(0, 2)}.${colorScheme}.${width}.png`;
            await own.screenshot({ path: join(folder, file), fullPage: true });
          }
          await there.close();
        }
        console.log(`${locale} ${colorScheme} ${width} px`);
      }
    }
  }
  console.log(`screenshots are in ${folder}`);
} finally {
  await Promise.all([browser.close(), city.stop()]);
}
