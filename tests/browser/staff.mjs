// Staff of the demo city's library: a way in, as a person with an app for codes has it.
import { createHmac } from 'node:crypto';

export const PASSWORD = 'a sentence nobody guesses';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base 32 (RFC 4648) as bytes. */
function bytes(text) {
  let bits = '';
  for (const letter of text.replaceAll(' ', '')) bits += ALPHABET.indexOf(letter).toString(2).padStart(5, '0');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

/** The code that an app shows (RFC 6238), so many steps from now. */
export function code(secret, ahead = 0) {
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const mac = createHmac('sha1', bytes(secret)).update(step).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Somebody comes by their link; gives what their app knows. */
export async function come(page, link) {
  await page.goto(link);
  const secret = await page.locator('svg.qr + p code').textContent();
  await page.fill('input[name=password]', PASSWORD);
  await page.fill('input[name=code]', code(secret));
  await Promise.all([page.waitForSelector('ol.codes'), page.press('input[name=code]', 'Enter')]);
  const recovery = await page.locator('ol.codes code').allTextContents();
  return { secret, recovery };
}
