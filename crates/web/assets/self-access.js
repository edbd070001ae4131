// A person's own data, fetched by their browser straight from the source's connector: the operator gives a ticket for a
// minute, and never sees a value. A page that uses this needs the connectors' origins in its `connect-src`.
//
//   const key = await makeKey();
//   const result = await look(key, { connector, dataset });
//   if (result.values) …       // one item for each address of the dataset: { url, data, conversion }
//   else …                     // result.error: { kind, name, title, detail, retryAfter }
//
// Nothing is thrown and nothing is kept: key, ticket and values live as long as the page.

/** Where tickets are asked for, on the page's own origin. */
const TICKETS = '/api/v1/me/self-access';

/** How long one party may take, in milliseconds: after that a person takes it for dead, and the other cards are there. */
export const TIMEOUT = 8000;

/** How long a source may take to change something: it is asked once, and an answer is worth waiting for. */
export const CHANGE_TIMEOUT = 30_000;

const encode = (text) => new TextEncoder().encode(text);

const base64url = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

/** A key that tickets are bound to (ES256). It cannot leave the browser: it is not extractable, and is kept nowhere. */
export async function makeKey() {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return { sign: pair.privateKey, jwk: { kty, crv, x, y } };
}

/** A proof of possession for one request (RFC 9449 §4.2). */
export async function prove(key, method, url, token) {
  const address = new URL(url);
  const claims = {
    jti: crypto.randomUUID(),
    htm: method,
    htu: address.origin + address.pathname,
    iat: Math.floor(Date.now() / 1000),
  };
  if (token) claims.ath = base64url(await crypto.subtle.digest('SHA-256', encode(token)));
  const header = { typ: 'dpop+jwt', alg: 'ES256', jwk: key.jwk };
  const input = [header, claims].map((part) => base64url(encode(JSON.stringify(part)))).join('.');
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.sign, encode(input));
  return `${input}.${base64url(signature)}`;
}

/** The sources where the person is known, as `GET /api/v1/me/sources` says: `{ values }` or `{ error }`. */
export async function sources({ operator = location.origin, timeout = TIMEOUT } = {}) {
  return attempt('operator', async (signal) => {
    const answer = await fetch(new URL('/api/v1/me/sources', operator), { signal, credentials: 'same-origin' });
    return (await json(answer)).sources;
  }, timeout);
}

/** A ticket for one dataset: `{ values: { ticket, expires_in, urls } }` or `{ error }`. */
export async function ticket(key, { connector, dataset, operator = location.origin, timeout = TIMEOUT, headers = {} }) {
  return attempt('operator', async (signal) => {
    const url = new URL(TICKETS, operator).href;
    const answer = await fetch(url, {
      method: 'POST',
      signal,
      credentials: 'same-origin',
      headers: { ...headers, 'Content-Type': 'application/json', DPoP: await prove(key, 'POST', url) },
      body: JSON.stringify({ connector, dataset }),
    });
    return json(answer);
  }, timeout);
}

/**
 * The values at one address of a connector: `{ values: { data, conversion, asked } }` or `{ error }`. `conversion` is
 * undefined where the source's own form is all there is, and otherwise says whether it was converted and which attributes
 * could not be (`Fiducia-Conversion`). With `original` it is left in the source's own form. `asked` is how many changes the
 * person has asked the source's staff (`Fiducia-Asked-Changes`). With `past` it is what the
 * values were and are: of each entity its attributes, each with `[{ value, since }]`, the earliest first.
 */
export async function read(key, url, token, { timeout = TIMEOUT, original = false, past = false } = {}) {
  return attempt('source', async (signal) => {
    const asked = new URL(url);
    if (original) asked.searchParams.set('conversion', 'off');
    if (past) asked.searchParams.set('past', 'on');
    const answer = await fetch(asked, {
      signal,
      // No cookie goes along, nothing is stored, and a redirect would lead the ticket elsewhere.
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      headers: { Authorization: `DPoP ${token}`, DPoP: await prove(key, 'GET', url, token) },
    });
    const [said, ...more] = (answer.headers.get('Fiducia-Conversion') ?? '').split(';');
    const leftOut = /left-out="([^"]*)"/.exec(more.join(';'))?.[1].split(' ') ?? [];
    return {
      data: await json(answer),
      conversion: said ? { on: said === 'on', leftOut } : undefined,
      asked: Number(answer.headers.get('Fiducia-Asked-Changes')) || 0,
    };
  }, timeout);
}

/**
 * What a source holds of the person in one dataset: `{ values: [{ url, data, conversion }], changes }` or `{ error }`. `changes`
 * are those that the person has asked the source's staff, the latest first, where `askedAt` says where that is.
 */
export async function look(key, { askedAt, ...asked }) {
  const issued = await ticket(key, asked);
  if (issued.error) return issued;
  const values = [];
  for (const url of issued.values.urls) {
    const found = await read(key, url, issued.values.ticket, asked);
    if (found.error) return found;
    values.push({ url, ...found.values });
  }
  if (!askedAt || values.every((one) => one.asked === 0)) return { values, changes: [] };
  const found = await read(key, askedAt, issued.values.ticket);
  // Without them the values are there all the same.
  return { values, changes: found.values?.data.changes ?? [] };
}

/**
 * Changes what a source holds: `PATCH` with a merge patch (RFC 7396), `DELETE` of everything, or `POST` of records with their
 * media type. `{ values }` or `{ error }`; where that is `uncertain`, or no refusal, the change may have been made. `values`
 * is what the source says of it: of records, their ids; where
 * its staff make the change, `until` when the person hears of it.
 */
export async function change(key, { url, method, patch, records, type, timeout = CHANGE_TIMEOUT, ...asked }) {
  const issued = await ticket(key, asked);
  if (issued.error) return issued;
  return attempt('source', async (signal) => {
    const { ticket: token } = issued.values;
    const answer = await fetch(url, {
      method,
      signal,
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      headers: {
        Authorization: `DPoP ${token}`,
        DPoP: await prove(key, method, url, token),
        ...(patch && { 'Content-Type': 'application/merge-patch+json' }),
        ...(records && { 'Content-Type': type }),
      },
      body: patch ? JSON.stringify(patch) : records,
    });
    if (!answer.ok) throw new Refusal(answer, await answer.json().catch(() => ({})));
    return [201, 202].includes(answer.status) ? answer.json() : {};
  }, timeout);
}

/** A refusal in a party's own words (RFC 9457). */
class Refusal extends Error {
  constructor(answer, problem) {
    super(problem.title);
    this.error = {
      kind: 'refused',
      status: answer.status,
      // The last part of the problem's type, such as `login-required`.
      name: String(problem.type ?? '').split('/').pop(),
      title: problem.title ?? '',
      detail: problem.reason ?? problem.detail ?? '',
      // Of a change: whether it may have been made all the same, and the source's words for the person, by language.
      uncertain: problem.uncertain === true,
      reasons: Array.isArray(problem.reasons) ? problem.reasons : [],
      // Seconds, where the party says when to try again.
      retryAfter: Number(answer.headers.get('Retry-After')) || undefined,
    };
  }
}

async function json(answer) {
  if (answer.ok) return answer.json();
  throw new Refusal(answer, await answer.json().catch(() => ({})));
}

/** Runs a request within its time. `kind` of an error: `refused`, `timeout`, `unreachable` or `unreadable`. */
async function attempt(party, run, timeout) {
  const signal = AbortSignal.timeout(timeout);
  try {
    return { values: await run(signal) };
  } catch (error) {
    if (error instanceof Refusal) return { error: { party, ...error.error } };
    let kind = 'unreachable';
    if (signal.aborted) kind = 'timeout';
    else if (error instanceof SyntaxError) kind = 'unreadable';
    return { error: { party, kind, name: '', title: '', detail: '', reasons: [] } };
  }
}
