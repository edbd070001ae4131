// An app as its developer writes it, with the libraries that most use: oauth4webapi and openid-client, and the
// person's own pages in a real Chromium in between.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import * as client from 'openid-client';
import { logIn, registerApp, startBrowser, startCity } from './city.mjs';

const SCOPE = 'permissions:read activity:read permissions:write';
const http = { [oauth.allowInsecureRequests]: true };

let city, browser, aino, server, app;

before(async () => {
  [city, browser] = await Promise.all([startCity(), startBrowser()]);
  aino = city.person('Aino');
  app = { client_id: await registerApp(city) };
  const issuer = new URL(city.operator);
  server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...http }));
});
after(() => Promise.all([browser?.close(), city?.stop()]));

/** What the person's browser is led to when they press a button of the page that asks them. */
async function decide(address, decision, { javaScriptEnabled = true } = {}) {
  const context = await browser.newContext({ locale: 'en-GB', javaScriptEnabled });
  const page = await context.newPage();
  await logIn(page, city, aino);
  await page.goto(String(address));
  // Nothing listens at the app's address: what the browser asks for is all that matters.
  const answered = page.waitForRequest((request) => request.url().startsWith('http://127.0.0.1:4711/callback'));
  await page.click(`button[name=decision][value=${decision}]`);
  const url = new URL((await answered).url());
  await context.close();
  return url;
}

const REDIRECT = 'http://127.0.0.1:4711/callback';

for (const javaScriptEnabled of [true, false]) {
  test(`oauth4webapi: from the pushed request to the revocation, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
    const DPoP = oauth.DPoP(app, await oauth.generateKeyPair('ES256'));
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const pushed = await oauth.pushedAuthorizationRequest(server, app, oauth.None(), {
      redirect_uri: REDIRECT, response_type: 'code', scope: SCOPE, state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
    }, { DPoP, ...http });
    const { request_uri } = await oauth.processPushedAuthorizationResponse(server, app, pushed);
    const address = new URL(server.authorization_endpoint);
    address.search = new URLSearchParams({ client_id: app.client_id, request_uri });

    const answer = oauth.validateAuthResponse(server, app, await decide(address, 'allow', { javaScriptEnabled }), state);
    const exchanged = await oauth.authorizationCodeGrantRequest(server, app, oauth.None(), answer, REDIRECT, verifier, { DPoP, ...http });
    const tokens = await oauth.processAuthorizationCodeResponse(server, app, exchanged);
    assert.equal(tokens.token_type, 'dpop');
    assert.ok(tokens.refresh_token);

    const call = async (token, method, path, body) => {
      const headers = new Headers({ 'content-type': 'application/json' });
      return oauth.protectedResourceRequest(token, method, new URL(`/api/v1/me${path}`, city.operator), headers, body && JSON.stringify(body), { DPoP, ...http });
    };
    // The app does what the person would: it grants what waits, and sees it in force.
    const { id } = await city.service('Hobby').request(aino);
    const granted = await call(tokens.access_token, 'POST', `/requests/${id}/grant`, { optional: [] });
    assert.ok([200, 409].includes(granted.status), await granted.text());
    const { permissions } = await (await call(tokens.access_token, 'GET', '/permissions')).json();
    assert.ok(permissions.length > 0);
    // Who the person is, it does not see.
    await assert.rejects(call(tokens.access_token, 'GET', ''), { name: 'WWWAuthenticateChallengeError' });

    const refreshed = await oauth.processRefreshTokenResponse(server, app,
      await oauth.refreshTokenGrantRequest(server, app, oauth.None(), tokens.refresh_token, { DPoP, ...http }));
    assert.equal((await call(refreshed.access_token, 'GET', '/access-log')).status, 200);

    await oauth.processRevocationResponse(await oauth.revocationRequest(server, app, oauth.None(), refreshed.refresh_token, http));
    await assert.rejects(call(refreshed.access_token, 'GET', '/permissions'), { name: 'WWWAuthenticateChallengeError' });
  });
}

test('a person who keeps an app out sends it away with a no', async () => {
  const state = oauth.generateRandomState();
  const address = new URL(server.authorization_endpoint);
  address.search = new URLSearchParams({
    client_id: app.client_id, redirect_uri: REDIRECT, response_type: 'code', scope: SCOPE, state,
    code_challenge: await oauth.calculatePKCECodeChallenge(oauth.generateRandomCodeVerifier()), code_challenge_method: 'S256',
  });
  const answer = await decide(address, 'refuse');
  assert.throws(() => oauth.validateAuthResponse(server, app, answer, state), { error: 'access_denied' });
});

test('openid-client: the same flow with the library that most developers take', async () => {
  const config = await client.discovery(new URL(city.operator), app.client_id, undefined, client.None(), {
    algorithm: 'oauth2', execute: [client.allowInsecureRequests],
  });
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256'));
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const address = client.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT, scope: SCOPE, state: expectedState,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: 'S256',
  });
  const answer = await decide(address, 'allow');
  const tokens = await client.authorizationCodeGrant(config, answer, { pkceCodeVerifier, expectedState }, undefined, { DPoP });
  const permissions = new URL('/api/v1/me/permissions', city.operator);
  const shown = await client.fetchProtectedResource(config, tokens.access_token, permissions, 'GET', undefined, undefined, { DPoP });
  assert.equal(shown.status, 200);
  const again = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP });
  // A refresh token is good once: shown again, everything it led to ends.
  await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP }), { error: 'invalid_grant' });
  await assert.rejects(client.refreshTokenGrant(config, again.refresh_token, undefined, { DPoP }), { error: 'invalid_grant' });
});

for (const javaScriptEnabled of [true, false]) {
  test(`a person ends an app and a feed, and leaves, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async () => {
    const person = city.person(javaScriptEnabled ? 'Sanna' : 'Matti');
    const context = await browser.newContext({ locale: 'en-GB', javaScriptEnabled, acceptDownloads: true });
    const page = await context.newPage();
    const press = (selector) => Promise.all([page.waitForNavigation(), page.click(selector)]);
    await logIn(page, city, person);
    await Promise.all([page.waitForURL(/\/operator$/), page.click('nav a[href="/operator"]')]);

    await press('form[action="/operator/feeds"]:has(input[value=calendar]) button');
    const address = await page.inputValue('#made');
    const calendar = await (await fetch(address)).text();
    assert.match(calendar, /^BEGIN:VCALENDAR/);
    await press('form[action^="/operator/feeds/"] button');
    assert.equal((await fetch(address)).status, 404);

    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#export ~ p a')]);
    const everything = JSON.parse(await readFile(await download.path(), 'utf8'));
    assert.equal(everything.account.login, person.login);

    await press('a[href="/operator/close"]');
    await page.fill('input[name=password]', 'not the password');
    await page.check('input[name=understood]');
    await press('main form button');
    assert.match(await page.innerText('main'), /This is not your password/);
    // With the keyboard alone: password, tick, button.
    await page.focus('input[name=password]');
    await page.keyboard.type(person.password);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
    assert.match(await page.innerText('h1'), /Your account is closed/);
    await page.goto(`${city.operator}/operator`);
    assert.equal(new URL(page.url()).pathname, '/login');
    await context.close();
  });
}
