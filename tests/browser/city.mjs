// A demo city of real processes, and a real Chromium to look at it with.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const FIDUCIA = resolve(process.env.FIDUCIA ?? join(import.meta.dirname, '../../target/debug/fiducia'));
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Ports in a row that the demo city takes. */
const PORTS = 25;

const run = promisify(execFile);

/** Whether a port is free on loopback. */
const isFree = (port) => new Promise((answer) => {
  const server = createServer();
  server.once('error', () => answer(false));
  server.listen(port, '127.0.0.1', () => server.close(() => answer(true)));
});

async function freePorts() {
  for (let first = 32_000 + (process.pid % 200) * PORTS; first < 60_000; first += PORTS) {
    const row = Array.from({ length: PORTS }, (_, index) => isFree(first + index));
    if ((await Promise.all(row)).every(Boolean)) return first;
  }
  throw new Error(`no ${PORTS} free ports in a row`);
}

/** A running demo city; `stop()` ends it with all it holds. */
export async function startCity() {
  const folder = await mkdtemp(join(tmpdir(), 'fiducia-browser-'));
  const args = ['demo', '--json', '--self-contained', '--ports-from', String(await freePorts()), '--data', join(folder, 'city')];
  const child = spawn(FIDUCIA, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const line = await new Promise((found, failed) => {
    lines.once('line', found);
    child.once('exit', (code) => failed(new Error(`the demo city ended with ${code} before it was ready`)));
    child.once('error', failed);
  });
  const ready = JSON.parse(line);
  const named = (list, part) => ready[list].find((one) => one.name.includes(part));
  return {
    ...ready,
    folder,
    operator: ready.operators[0].url,
    person: (part) => named('persons', part),
    connector: (part) => named('connectors', part),
    service: (part) => service(named('services', part)),
    /** Ends all parties, which are this one process, in the middle of what they do. */
    kill: () => child.kill('SIGKILL'),
    async stop() {
      const ended = new Promise((done) => child.once('exit', done));
      if (child.exitCode === null && child.signalCode === null && child.kill('SIGINT')) await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One operator under a host name, as passkeys need it, with two people. `stop()` ends it with all it holds. */
export async function startNamedOperator() {
  const folder = await mkdtemp(join(tmpdir(), 'fiducia-browser-'));
  const port = await freePorts();
  const operator = `http://localhost:${port}`;
  const config = join(folder, 'operator.toml');
  await writeFile(config, `[operator]\nname = "Helsinki"\ndata = "${join(folder, 'data')}"\nlisten = "127.0.0.1:${port}"
base_url = "${operator}"\ndevelopment = true\n[operator.limits]\nlogins_per_minute = 100\n`);
  const child = spawn(FIDUCIA, ['serve', '--config', config], { stdio: ['ignore', 'ignore', 'inherit'] });
  for (let tries = 0; !(await fetch(`${operator}/login`).then((answer) => answer.ok, () => false)); tries += 1) {
    if (tries > 200 || child.exitCode !== null) throw new Error('the operator did not start');
    await new Promise((wait) => setTimeout(wait, 50));
  }
  const password = 'a sentence nobody guesses';
  await writeFile(join(folder, 'password'), password);
  const add = async (login, name) => {
    const args = ['operator', '--config', config, 'person', 'add', login, '--name', name, '--password-file', join(folder, 'password')];
    await run(FIDUCIA, args);
    return { login, password };
  };
  const persons = [await add('aino@example.org', 'Aino'), await add('venla@example.org', 'Venla')];
  return {
    operator,
    folder,
    persons,
    async stop() {
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An operator's administration at the command line. */
export async function administer(city, ...args) {
  const token = join(city.folder, 'city', 'operator-helsinki', 'admin.token');
  const { stdout } = await run(FIDUCIA, ['operator', '--json', '--url', city.operator, '--token-file', token, ...args]);
  return JSON.parse(stdout);
}

/** An app that may ask for everything, answered on loopback; its client id. */
export async function registerApp(city) {
  const scopes = ['permissions:read', 'activity:read', 'permissions:write'].flatMap((scope) => ['--scope', scope]);
  const { id } = await administer(city, 'app', 'add', 'My Wallet', '--publisher', 'Wallets Oy', '--website', 'https://wallet.example',
    '--redirect-uri', 'http://127.0.0.1/callback', ...scopes);
  return id;
}

/** A service at the command line. */
function service({ profile }) {
  const call = async (...args) => {
    const { stdout } = await run(FIDUCIA, ['service', '--json', '--profile', profile, ...args]);
    return JSON.parse(stdout);
  };
  return {
    request: (person) => call('request', '--person', person.login),
    status: (id) => call('status', id),
    fetch: (permission, url) => call('fetch', '--permission', permission, url),
    /** What a fetch that must fail says. */
    async refused(permission, url) {
      try {
        await call('fetch', '--permission', permission, url);
      } catch (error) {
        return error.stderr;
      }
      throw new Error('the data was released');
    },
  };
}

/** A browser without any of its own traffic. */
export function startBrowser() {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

/** Logs a person in on the login page. */
export async function logIn(page, city, person, next = '/') {
  await page.goto(`${city.operator}/login?next=${encodeURIComponent(next)}`);
  await page.fill('input[name=login]', person.login);
  await page.fill('input[name=password]', person.password);
  await Promise.all([page.waitForURL((url) => url.pathname !== '/login'), page.press('input[name=password]', 'Enter')]);
}

/** Chooses a language at the foot of the page, as a visitor does. */
export async function speak(page, language) {
  const form = page.locator('footer form[action="/language"]');
  await form.locator('select').selectOption(language);
  await Promise.all([page.waitForNavigation(), form.locator('button').click()]);
}

/** Writes a file beside the city's own. */
export const keep = (city, name, text) => writeFile(join(city.folder, name), text);
