// The page "My data", and a request that waits: each dataset's values, fetched by the browser straight from its source
// when the person asks for them. A source that is slow or dead has its own words on its own card, and takes nothing from the others.
//
// What is read is written as text alone: nothing that a source holds can become part of the page. Nothing is kept.

const page = document.querySelector('[data-my-data]');
// Its address changes with its content, so the page says it.
const { makeKey, look, change } = await import(page.dataset.myData);
/** Where the page lets people change what is shown. */
const changing = page.dataset.changing && (await import(page.dataset.changing)).changing;
/** And where it lets them add to it. */
const adding = page.querySelector('[data-add]') && (await import(page.dataset.adding)).adding;
/** And where a source says what was. */
const remembering = page.querySelector('[data-past]') && (await import(page.dataset.pastModule)).remembering;

const language = document.documentElement.lang;
/** English as Europe writes it, as the rest of the page does. */
const locale = language === 'en' ? 'en-GB' : language;

/** What is said, in the page's language. */
const words = Object.fromEntries(
  [...document.querySelector('[data-words]').content.querySelectorAll('[data-word]')]
    .map((one) => [one.dataset.word, one.textContent]),
);

/** Members that say what kind of record it is, and nothing about the person (NGSI-LD, JSON-LD). */
const FRAME = new Set(['id', '@id', 'type', '@type', '@context']);

/** As deep as values are laid out; what lies deeper is told in one line. */
const DEEPEST = 6;

const make = (name, text, className) => {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  if (className) element.className = className;
  return element;
};

const isRecord = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** A property of an NGSI-LD entity is its value; other values are themselves. */
function plain(value) {
  if (!isRecord(value)) return value;
  if (value.type === 'Property' || value.type === 'GeoProperty') return value.value;
  if (value.type === 'LanguageProperty') return value.languageMap;
  if (value.type === 'Relationship') return value.object;
  return value;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

/** A single value in words. */
function say(value) {
  if (value === null || value === undefined || value === '') return words.none;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  // A year or a number on a card is no quantity: thousands are not set apart.
  if (typeof value === 'number') return new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 20 }).format(value);
  if (typeof value === 'object') return JSON.stringify(value);
  const date = DAY.test(value) || TIME.test(value) ? new Date(value) : undefined;
  if (!date || Number.isNaN(date.getTime())) return value;
  const form = DAY.test(value) ? { dateStyle: 'long', timeZone: 'UTC' } : { dateStyle: 'long', timeStyle: 'short' };
  return new Intl.DateTimeFormat(locale, form).format(date);
}

/** A name that nobody has described, as words: `homeStop` is `Home stop`. */
function spell(name) {
  if (!/^[a-z][A-Za-z]*$/.test(name)) return name;
  const text = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return text[0].toUpperCase() + text.slice(1);
}

/** The members of a record as pairs of name and value. Those without a name of their own give way to what is in them. */
function members(record, titles, path, depth) {
  return Object.entries(record).filter(([name]) => !FRAME.has(name)).flatMap(([name, raw]) => {
    const [at, value] = [path ? `${path}.${name}` : name, plain(raw)];
    const title = titles.get(at);
    const within = [...titles.keys()].some((one) => one.startsWith(`${at}.`));
    if (!title && within && isRecord(value) && depth < DEEPEST) return members(value, titles, at, depth + 1);
    return [{ title: title ?? spell(name), value, at }];
  });
}

/**
 * A record as a list of names and values, in the order in which the source describes them. `each` is told of every row that
 * is the record's own, and of none that is one of several.
 */
function facts(record, titles, path, depth, each) {
  const order = [...titles.keys()];
  const place = ({ at }) => {
    const found = order.findIndex((one) => one === at || one.startsWith(`${at}.`));
    return found < 0 ? order.length : found;
  };
  const list = make('dl', undefined, 'facts');
  const sorted = members(record, titles, path, depth).sort((one, other) => place(one) - place(other));
  for (const { title, value, at } of sorted) {
    const row = make('div');
    row.append(make('dt', title));
    for (const part of lines(value, titles, at, depth + 1, each)) {
      const line = make('dd');
      line.append(part);
      row.append(line);
    }
    each?.(row, { title, value, at });
    list.append(row);
  }
  return list;
}

/** What of a record is among the described attributes: a page that asks about some of them shows no others. */
function pick(value, titles, path = '') {
  if (Array.isArray(value)) return value.map((item) => pick(plain(item), titles, path));
  if (!isRecord(value)) return undefined;
  const kept = Object.entries(value).flatMap(([name, raw]) => {
    const at = path ? `${path}.${name}` : name;
    const paths = [...titles.keys()];
    if (paths.some((one) => at === one || at.startsWith(`${one}.`))) return [[name, raw]];
    if (!paths.some((one) => one.startsWith(`${at}.`))) return [];
    const inner = pick(plain(raw), titles, at);
    return inner === undefined ? [] : [[name, inner]];
  });
  return Object.fromEntries(kept);
}

/** A value as what stands beside its name. */
function lines(value, titles, path, depth, each) {
  if (depth >= DEEPEST) return [say(value)];
  if (isRecord(value)) return [facts(value, titles, path, depth, each)];
  if (!Array.isArray(value)) return [say(value)];
  if (value.length === 0) return [words.none];
  const items = value.map(plain);
  if (items.length === 1) return lines(items[0], titles, path, depth);
  const list = make('ol', undefined, 'list');
  for (const item of items) {
    const entry = make('li');
    entry.append(...lines(item, titles, path, depth + 1));
    list.append(entry);
  }
  return [list];
}

/** Why a source's values are not there, in the page's language. */
function reason({ kind, name, party, status }) {
  if (kind === 'timeout') return party === 'operator' ? words.ours : words.slow;
  if (kind === 'unreadable') return words.unreadable;
  if (name === 'login-required') return words.login;
  if (status === 429) return words.often;
  if (status === 404 || name === 'person-unknown-at-source') return words.nothing;
  if (party === 'operator') return words.ours;
  return kind === 'refused' ? words.refused : words.dead;
}

/** One dataset: its button, what is said about how it goes, and its values. */
function set(card, key) {
  const [button, status, place] = ['button', '[role=status]', '[data-values]'].map((one) => card.querySelector(one));
  const titles = new Map([...card.querySelectorAll('[data-path]')].map((one) => [one.dataset.path, one.dataset.title]));
  let busy = false;
  /** Whether the source's own form is shown, where its connector would convert it. */
  let original = false;

  /** What could not be converted, and the way to the other form. */
  function about(values) {
    const conversions = values.map(({ conversion }) => conversion).filter(Boolean);
    const leftOut = [...new Set(conversions.flatMap((one) => one.leftOut))].map((path) => titles.get(path) ?? path);
    if (leftOut.length > 0) {
      const sorted = new Intl.ListFormat(locale).format(leftOut.sort((one, other) => one.localeCompare(other, locale)));
      status.append(make('p', `${words.leftOut} ${sorted}`, 'notice notice-warning'));
    }
    if (conversions.length === 0 || card.hasAttribute('data-only')) return;
    const other = make('button', original ? words.converted : words.original, 'button quiet');
    other.type = 'button';
    other.addEventListener('click', async () => {
      original = !original;
      await show();
      // The button pressed is gone; its successor has the focus.
      card.querySelector('[data-other]')?.focus();
    });
    other.setAttribute('data-other', '');
    other.setAttribute('aria-describedby', card.dataset.dataset);
    const actions = make('div', undefined, 'actions');
    actions.append(other);
    place.append(actions);
  }

  /** Says something, in words or in lines that are made already. */
  function tell(text, className = '') {
    status.className = className;
    const line = make('p', typeof text === 'string' ? text : undefined);
    if (typeof text !== 'string') line.append(...text);
    status.replaceChildren(...(text ? [line] : []));
  }

  /** The same where something was done: with the way back, if there is one, which then has the focus. */
  function tellDone({ said, undo }) {
    tell(said, 'toast');
    if (undo) status.append(undo);
    (undo ?? button).focus();
  }

  const put = async (asked) => {
    const { connector, dataset } = card.dataset;
    return change(await key, { ...asked, connector, dataset });
  };
  const changes = changing?.({ card, words, titles, make, say, send: put, tell, show });
  /** Whether the records here are the person's own, each of which is changed for itself. */
  const isOwn = card.hasAttribute('data-add');
  if (isOwn) adding({ card, words, titles, make, put, tell, show, changes });
  const seen = async () => {
    const { connector, dataset } = card.dataset;
    return look(await key, { connector, dataset, past: true });
  };
  const past = card.hasAttribute('data-past') && remembering({ card, words, titles, make, plain, say, lines, reason, seen });

  async function show(done) {
    if (busy) return;
    if (done?.gone) {
      place.replaceChildren();
      tellDone(done);
      return;
    }
    busy = true;
    place.replaceChildren();
    card.setAttribute('aria-busy', 'true');
    tell(words.busy);
    const bar = make('progress');
    bar.setAttribute('aria-label', words.busy);
    status.append(bar);
    const { connector, dataset, asked: askedAt } = card.dataset;
    const { values, changes: asked, error } = await look(await key, { connector, dataset, original, askedAt });
    busy = false;
    card.removeAttribute('aria-busy');
    button.textContent = words.again;
    if (error) {
      tell(reason(error), 'notice notice-warning');
      return;
    }
    const found = values.flatMap(({ data }) => (Array.isArray(data) ? data : [data])).map(plain);
    const records = card.hasAttribute('data-only') ? found.map((one) => pick(one, titles)).filter(isRecord) : found;
    const full = records.filter((one) => !isRecord(one) || members(one, titles, '', 0).length > 0);
    tell(full.length > 0 ? words.shown : words.nothing);
    changes?.know(asked);
    // A value is changed where it is one record's, and as the dataset describes it.
    for (const [index, record] of full.entries()) {
      if (!isRecord(record)) {
        place.append(make('p', say(record)));
        continue;
      }
      const isOne = (isOwn && record.id) || full.length === 1;
      const ways = isOne && !original ? changes?.of(isOwn ? record.id : undefined) : undefined;
      const title = isOwn && words.entry.replace('{number}', index + 1);
      if (isOwn) place.append(make('h4', title));
      const list = facts(record, titles, '', 0, ways?.row);
      place.append(list);
      ways?.rest(list);
      if (isOwn) ways?.end(place, title);
    }
    if (past && full.length > 0) past(place);
    if (full.length > 0 && !original) changes?.end(place);
    about(values);
    if (done) tellDone(done);
  }

  button.addEventListener('click', () => show());
  return () => show();
}

// Keys are made where the page is a safe place (https, or this machine); elsewhere the page says how else to look.
if (globalThis.crypto?.subtle) {
  const key = makeKey();
  const shows = [...document.querySelectorAll('[data-dataset]')].map((card) => set(card, key));
  const all = document.querySelector('[data-all]');
  const shown = document.querySelector('[data-all-progress]');
  all?.addEventListener('click', async () => {
    const bar = shown.querySelector('progress');
    bar.value = 0;
    shown.hidden = false;
    await Promise.all(shows.map(async (show) => {
      await show();
      bar.value += 1;
    }));
    shown.hidden = true;
  });
  for (const one of document.querySelectorAll('[data-with]')) one.hidden = false;
  for (const one of document.querySelectorAll('[data-without]')) one.hidden = true;
}
