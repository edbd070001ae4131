// Every page, and the states in which it looks different.
import { logIn, registerApp } from './city.mjs';

/** A city in which something has happened: a request that waits, permissions in several states, a release. */
export async function statesOf(city) {
  const person = city.person('Aino');
  const [hobby, study] = [city.service('Hobby'), city.service('Reading')];
  const api = await session(city, person);
  const given = await hobby.request(person);
  await api('POST', `/requests/${given.id}/grant`, { optional: ['householdSize'] });
  const { permission } = await hobby.status(given.id);
  await hobby.fetch(permission, city.connector('opulation').routes[0]);
  const { permissions: [{ id: granted }] } = await api('GET', '/permissions');
  const waiting = await study.request(person);
  const moving = await city.service('Moving').request(person);
  await api('POST', `/requests/${moving.id}/decline`, {});
  const query = new URLSearchParams({
    client_id: await registerApp(city), redirect_uri: 'http://127.0.0.1:4711/callback', response_type: 'code', state: 's',
    scope: 'permissions:read activity:read permissions:write',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256',
  });
  await api('POST', '/feeds', { kind: 'calendar' });
  await api('POST', '/rules', {
    effect: 'ask', purposes: ['dpv:Marketing'], data: { categories: ['pd:EmailAddress'] },
    conditions: { longest_retention: 30, within: 'EU', no_onward_recipients: true },
  });
  const { client_id: asker } = city.services.find((one) => one.name.includes('Hobby'));
  const { mail, unsubscribe } = await mailOf(city, person);
  const letters = await lettersOf(api, asker);
  await changedZone(city);
  const confirm = await otherAddress(city, api, 'aino.other@example.fi');
  const undo = await changedAddress(city);
  return { ...letters, registry: city.registry, confirm, undo, person, asker, mail, unsubscribe, consent: `/oauth/authorize?${query}`, granted, waiting: waiting.id, answered: given.id, declined: moving.id };
}

/** Noted letters in several states, and one that was removed. */
async function lettersOf(api, asker) {
  const note = async (right, mark) => {
    const { id } = await api('POST', '/rights-letters', { to: `service:${asker}`, right });
    if (mark) await api('POST', `/rights-letters/${id}`, { mark });
    return id;
  };
  await note('access');
  await note('correct', 'answered');
  await note('delete', 'extended');
  const late = new Date(Date.now() - 60 * 86_400_000).toISOString().slice(0, 10);
  await api('POST', '/rights-letters', { to: `service:${asker}`, right: 'take', sent_on: late });
  return { removed: await note('object', 'removed') };
}

/** The path in an e-mail to an address that begins like this; e-mails leave every few seconds. */
async function linkTo(city, address, path) {
  const read = async (part) => (await fetch(city.operator + part)).text();
  for (let tries = 0; tries < 100; tries += 1) {
    for (const [mail] of (await read('/mail')).matchAll(/\/mail\/[0-9a-f-]{36}/g)) {
      const text = await read(mail);
      const link = new RegExp(`${path}[\\w-]+`).exec(text);
      if (link && text.includes(address)) return link[0];
    }
    await new Promise((wait) => setTimeout(wait, 200));
  }
  throw new Error(`no e-mail to ${address} with ${path}`);
}

/** The transport company's own people change the zone of Aino's ticket. */
async function changedZone(city) {
  const answer = await fetch(`${city.back_office}/entities/urn:ngsi-ld:UserContext:0001/attrs/zone`, {
    method: 'PATCH', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ type: 'Property', value: 'AB' }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/** Asks to log in with another address; the path that confirms it. */
async function otherAddress(city, api, login) {
  await api('PUT', '/identities/login', { login });
  return linkTo(city, login, '/identities/login/');
}

/** Changes the address of somebody else; the path that undoes it. */
async function changedAddress(city) {
  const other = city.person('Eero');
  const api = await session(city, other);
  const confirm = await otherAddress(city, api, 'eero.other@example.fi');
  await api('POST', '/identities/login/confirmation', { secret: confirm.split('/').at(-1) });
  return linkTo(city, other.login, '/login-undo/');
}

/** The paths of an e-mail to a person that can be stopped, and of the page that stops them; e-mails leave every few seconds. */
async function mailOf(city, { login }) {
  const read = async (path) => (await fetch(city.operator + path)).text();
  for (let tries = 0; tries < 100; tries += 1) {
    for (const [mail] of (await read('/mail')).matchAll(/\/mail\/[0-9a-f-]{36}/g)) {
      const text = await read(mail);
      const stop = /\/unsubscribe\/[\w-]+/.exec(text);
      if (stop && text.includes(login)) return { mail, unsubscribe: stop[0] };
    }
    await new Promise((wait) => setTimeout(wait, 200));
  }
  throw new Error(`no e-mail to ${login}`);
}

/** A person's JSON API. */
async function session(city, { login, password }) {
  const call = async (path, method, body, token) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const response = await fetch(`${city.operator}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    const answer = [202, 204].includes(response.status) ? {} : await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const { token } = await call('/sessions', 'POST', { login, password });
  return (method, path, body) => call(`/me${path}`, method, body, token);
}

/** “My data” with the values of the first card of which something can be changed; what is said depends on no language. */
async function shownData(page) {
  const card = page.locator('[data-dataset]:has([data-erase])').first();
  await card.locator('button').first().click();
  const ways = card.locator('.changes').first();
  await ways.waitFor();
  return ways;
}

/** “My data” with what the values of a card were before; what is said depends on no language. */
async function shownPast(page) {
  const card = page.locator('[data-past]').first();
  await card.locator('button').first().click();
  await card.locator('[data-past-button]').click();
  await card.locator('.past').first().waitFor();
}

/**
 * The pages with who looks at them, below the operator's address unless they have another; those of nobody first, as logging in stays. `act` brings a page into the state that is
 * meant, in any language.
 */
export const pages = (states) => [
  { path: '/login', as: 'nobody', name: 'login' },
  { path: '/design', as: 'nobody', name: 'design' },
  { path: '/api', as: 'nobody', name: 'api' },
  { path: '/api/person', as: 'nobody', name: 'api-group' },
  { path: '/api/schemas', as: 'nobody', name: 'api-schemas' },
  { path: '/api/schemas/p', as: 'nobody', name: 'api-schemas-of-a-letter' },
  { path: '/problems', as: 'nobody', name: 'problems' },
  { path: '/no/such/page', as: 'nobody', name: 'not-found' },
  { path: '/about', as: 'nobody', name: 'about' },
  { path: '/privacy', as: 'nobody', name: 'privacy' },
  { path: '/accessibility', as: 'nobody', name: 'accessibility' },
  { path: '/accessibility?sent=yes', as: 'nobody', name: 'accessibility-sent' },
  { path: '/status', as: 'nobody', name: 'status' },
  { path: '/catalogue', as: 'nobody', name: 'catalogue' },
  { path: '/catalogue?show=uses', as: 'nobody', name: 'catalogue-uses' },
  { path: '/catalogue?category=Contact&place=Helsinki', as: 'nobody', name: 'catalogue-narrowed' },
  { path: '/catalogue?q=nothing-like-this', as: 'nobody', name: 'catalogue-nothing' },
  { path: `${states.registry}/sources`, as: 'nobody', name: 'sources' },
  { path: `${states.registry}/sources?category=Contact&place=Rennes`, as: 'nobody', name: 'sources-narrowed' },
  { path: `${states.registry}/sources?q=nothing-like-this`, as: 'nobody', name: 'sources-nothing' },
  { path: '/mail', as: 'nobody', name: 'mails' },
  { path: states.mail, as: 'nobody', name: 'mail' },
  { path: states.unsubscribe, as: 'nobody', name: 'unsubscribe' },
  { path: states.undo, as: 'nobody', name: 'login-undo' },
  { path: '/', as: 'person', name: 'home' },
  { path: '/', as: 'person', name: 'home-menu', act: (page) => page.locator('#menu').evaluate((menu) => menu.showPopover()) },
  { path: `/requests/${states.waiting}`, as: 'person', name: 'request' },
  { path: `/requests/${states.answered}`, as: 'person', name: 'request-granted' },
  { path: `/requests/${states.declined}`, as: 'person', name: 'request-declined' },
  { path: '/permissions', as: 'person', name: 'permissions' },
  { path: `/permissions/${states.granted}`, as: 'person', name: 'permission' },
  { path: '/activity', as: 'person', name: 'activity' },
  { path: '/identities', as: 'person', name: 'identities' },
  { path: '/identities?said=login-asked', as: 'person', name: 'identities-said' },
  { path: states.confirm, as: 'person', name: 'login-confirm' },
  { path: '/operator', as: 'person', name: 'operator' },
  {
    path: '/operator', as: 'person', name: 'operator-downloading', act: async (page) => {
      // Held back, so that it goes on for as long as the page is looked at.
      await page.route('**/operator/export', () => {});
      await page.locator('a[download]').click();
      await page.locator('[data-export-progress]:not([hidden])').waitFor();
    },
  },
  { path: '/operator/close', as: 'person', name: 'close' },
  { path: states.consent, as: 'person', name: 'consent' },
  { path: '/rules', as: 'person', name: 'rules' },
  { path: '/rules/new', as: 'person', name: 'rule-new' },
  { path: `/rules/new?request=${states.waiting}&effect=allow`, as: 'person', name: 'rule-preview' },
  { path: '/my-data', as: 'person', name: 'my-data' },
  { path: '/my-data', as: 'person', name: 'my-data-past', act: shownPast },
  {
    path: '/my-data', as: 'person', name: 'my-data-correcting', act: async (page) => {
      const ways = await shownData(page);
      await ways.locator('button').first().click();
      // A value that does not fit, so that the field is shown with what is wrong.
      await page.locator('.facts form input').fill('');
      await page.locator('.facts form button').first().click();
      await page.locator('.facts form .error').waitFor();
    },
  },
  {
    path: '/my-data', as: 'person', name: 'my-data-deleting', act: async (page) => {
      const ways = await shownData(page);
      await ways.locator('button').last().click();
      await page.locator('dialog[open]').waitFor();
    },
  },
  { path: '/links', as: 'person', name: 'links' },
  { path: '/links?said=linked', as: 'person', name: 'links-said' },
  { path: '/links?said=none', as: 'person', name: 'links-nothing' },
  { path: '/settings', as: 'person', name: 'settings' },
  { path: '/settings?saved=name', as: 'person', name: 'settings-saved' },
  { path: '/notifications', as: 'person', name: 'notifications' },
  { path: '/rights', as: 'person', name: 'rights' },
  { path: `/rights?said=removed&letter=${states.removed}`, as: 'person', name: 'rights-removed' },
  { path: '/rights?said=wrong-day', as: 'person', name: 'rights-wrong' },
  { path: `/rights?to=service:${states.asker}&right=access`, as: 'person', name: 'rights-letter' },
  { path: '/mandates', as: 'person', name: 'mandates' },
];

/**
 * The pages of organisations' staff, once somebody of each has come: those of a source at its connector, and those of a
 * service at the operator.
 */
export async function staffPages(city, [source, service]) {
  const { client_id: hobby, intended_uses: [wanted] } = city.services.find((one) => one.name.includes('Hobby'));
  const at = `/staff/services/${hobby}`;
  const own = (pages, names) => names.map(([path, name]) => ({ url: new URL(path, pages).href, name }));
  const { page } = service;
  await page.goto(new URL(`${at}/webhooks`, service.pages).href);
  const webhook = await page.locator('main ul.list a').first().getAttribute('href');
  await page.goto(new URL(webhook, service.pages).href);
  await Promise.all([page.waitForURL(/\/events\//), page.locator('form[action$="/test"] button').click()]);
  const event = new URL(page.url()).pathname;
  const use = `${at}/uses/${wanted}`;
  return {
    source: own(source.pages, [
      ['/staff', 'source-home'], ['/staff/inbox', 'source-inbox'], ['/staff/inbox?done=true', 'source-inbox-done'],
      ['/staff/desk', 'source-desk'], ['/staff/datasets', 'source-datasets'], ['/staff/datasets/patron', 'source-dataset'],
      ['/staff/datasets/patron/edit', 'source-editor'], ['/staff/log', 'source-log'], ['/staff/statistics', 'source-statistics'],
      ['/staff/keys', 'source-keys'], ['/staff/members', 'source-members'], ['/staff/trail', 'source-trail'],
    ]),
    service: own(service.pages, [
      ['/staff', 'organisation-home'], [at, 'service-overview'], [`${at}/uses`, 'service-uses'], [use, 'service-use'],
      [`${at}/permissions`, 'service-permissions'], [`${at}/requests`, 'service-requests'], [`${at}/webhooks`, 'service-webhooks'],
      [webhook, 'service-webhook'], [event, 'service-event'], [`${at}/keys`, 'service-keys'],
      [`${at}/statistics`, 'service-statistics'], [`${at}/ticket`, 'service-ticket'],
      ['/staff/members', 'organisation-members'], ['/staff/trail', 'organisation-trail'],
    ]),
  };
}

export { logIn };
