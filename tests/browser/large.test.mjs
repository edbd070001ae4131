// Text at four times its size, without loss (WCAG 2.2, 1.4.4 and 1.4.10).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { logIn, startBrowser, startCity } from './city.mjs';
import { pages, statesOf } from './pages.mjs';

let city, browser, all;

before(async () => {
  [city, browser] = await Promise.all([startCity(), startBrowser()]);
  const states = await statesOf(city);
  all = { states, pages: pages(states) };
});
after(() => Promise.all([browser?.close(), city?.stop()]));

/** What is lost of a page: a page wider than its window, and text that its box cuts off. */
const lost = () => {
  const found = [];
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) {
    const wide = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > clientWidth + 1);
    const inner = wide.filter((one) => !wide.some((other) => other !== one && one.contains(other)) && !one.closest('.table, pre, .map'));
    found.push(`the page is ${scrollWidth} px wide in ${clientWidth}: ${inner.slice(0, 3).map((one) => one.outerHTML.slice(0, 120))}`);
  }
  for (const one of document.querySelectorAll('body *')) {
    if (!one.textContent.trim() || one.closest('.heard-only, .skip, svg')) continue;
    const { overflowX, overflowY, textOverflow } = getComputedStyle(one);
    const cuts = (overflowX === 'hidden' || overflowX === 'clip') && one.scrollWidth > one.clientWidth + 1;
    const cutsBelow = (overflowY === 'hidden' || overflowY === 'clip') && one.scrollHeight > one.clientHeight + 1;
    if (cuts || cutsBelow || textOverflow === 'ellipsis') found.push(`cut off: ${one.outerHTML.slice(0, 120)}`);
  }
  return found;
};

/** Every page, looked at in one way. */
async function walk(width, size) {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width, height: 1024 } });
  const page = await context.newPage();
  let who = 'nobody';
  const wrong = [];
  for (const { path, as, name, act } of all.pages) {
    if (as !== who) await logIn(page, city, all.states.person);
    who = as;
    await page.goto(new URL(path, city.operator).href);
    await act?.(page);
    // The size that a person sets in their browser, through the object model, which the content policy allows.
    if (size) await page.evaluate((to) => { document.documentElement.style.fontSize = to; }, size);
    for (const one of await page.evaluate(lost)) wrong.push(`${name}: ${one}`);
  }
  await context.close();
  return wrong;
}

test('a window of 1280 px at 400 % shows every page without scrolling sideways or cutting text off', async () => {
  assert.deepEqual(await walk(320), []);
});

test('text alone at 400 % of its size is shown whole on every page', async () => {
  assert.deepEqual(await walk(1280, '400%'), []);
});
