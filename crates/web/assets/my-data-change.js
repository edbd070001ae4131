// The page "My data": a person corrects and deletes what a source lets them, at the source itself. The new value goes
// from the browser straight to the source; the operator is asked for a ticket alone.
//
// The page says which attributes may be changed and where: `data-correct`, `data-erase` and `data-erase-all` are addresses.

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;
/** Text that is longer is written in a field of several lines. */
const ONE_LINE = 80;

let fields = 0;

const isThere = (value) => value !== null && value !== undefined && value !== '';
const isSingle = (value) => ['string', 'number', 'boolean'].includes(typeof value);

/** Whether a value can be written in a field: single values, and lists of texts or numbers of one kind. */
function isWritable(value) {
  if (!isThere(value) || isSingle(value)) return true;
  if (!Array.isArray(value)) return false;
  const kinds = new Set(value.map((one) => typeof one));
  return kinds.size <= 1 && value.every((one) => ['string', 'number'].includes(typeof one));
}

/** In what a value is written: by what stands there, or by what the attribute is about. */
function kindOf(value, field) {
  if (Array.isArray(value)) return 'lines';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return 'number';
  if (!isThere(value)) return field;
  if (DAY.test(value)) return 'date';
  if (TIME.test(value)) return 'datetime-local';
  if (value.length > ONE_LINE || value.includes('\n')) return 'paragraph';
  return field === 'date' ? 'text' : field;
}

/** A time as its field has it: in the browser's own time zone, without one. */
function localTime(value) {
  const time = new Date(value);
  return new Date(time - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** Whether two paths are the same, or one is of a part of the other. */
const meet = (one, other) => one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);

/** The paths of the attributes that a change is about which staff were asked for. */
const pathsOf = ({ correct = {}, erase = [] }) => [...Object.keys(correct), ...erase];

/** A merge patch (RFC 7396) that sets the attribute at a path. */
const patchOf = (path, value) => path.split('.').reduceRight((inner, name) => ({ [name]: inner }), value);

/**
 * What a card needs to be changed: to `know` what staff were asked; `of` a record (by its id, where each is changed for
 * itself) its `row` for each value that is shown, `rest` after all of them and its `end`; and the `end` of all. `send` tells
 * the source, and gives what came of it (`{ values }` or `{ error }`); `show` reads again and says what was done; `tell` says
 * something.
 */
export function changing({ card, words, titles, make, say, send, show, tell }) {
  const paths = new Map([...card.querySelectorAll('[data-correct], [data-erase]')].map((one) => [one.dataset.path, one.dataset]));
  let seen = new Set();
  /** What the person has asked the source's staff, the latest first. */
  let asked = [];

  /** Where a change of one record is sent. */
  const addressed = (url, record) => (record === undefined ? url : `${url}?record=${encodeURIComponent(record)}`);

  const fill = (text, what) => text.replaceAll('{what}', what).replaceAll('{source}', card.dataset.source);

  /** What is said where the source was told: its staff may have to look at it first. */
  const done = ({ until }, what, said) => (until ? { said: fill(words.staffSent, what).replaceAll('{day}', say(until.slice(0, 10))) } : said);

  function button(text, look, act, of) {
    const element = make('button', text, `button ${look}`);
    element.type = 'button';
    if (of) element.append(make('span', ` ${of}`, 'heard-only'));
    element.addEventListener('click', act);
    return element;
  }

  /** Why nothing was changed, or may not have been, with the source's own words where it has any for people. */
  function failure({ kind, name, party, status, uncertain, reasons }) {
    const lines = [make('span', reason())];
    const { lang } = document.documentElement;
    for (const texts of reasons) {
      const tag = [lang, 'en', ...Object.keys(texts)].find((one) => typeof texts[one] === 'string');
      if (!tag) continue;
      const line = make('span', `${words.says} ${texts[tag]}`);
      line.lang = tag;
      lines.push(make('br'), line);
    }
    return lines;

    function reason() {
      if (name === 'login-required') return words.login;
      if (status === 429) return words.often;
      if (party === 'operator') return words.ours;
      if (uncertain || kind !== 'refused') return words.unsure;
      if (name === 'change-refused') return words.changeRefused;
      if (name === 'change-waits') return words.askedWaits;
      if (name === 'invalid-request') return words.invalid;
      if (name === 'change-not-offered') return words.notTheirs;
      if (name === 'person-unknown-at-source') return words.nothing;
      return words.untold;
    }
  }

  /** Says beside its field what is wrong; what was written stays. */
  function complain(place, control, ...what) {
    place.querySelector('.error')?.remove();
    const line = make('p', undefined, 'error');
    line.append(...what);
    line.setAttribute('role', 'alert');
    place.prepend(line);
    if (!control) return;
    line.id = `${control.id}-error`;
    control.setAttribute('aria-invalid', 'true');
    control.setAttribute('aria-describedby', `${control.id}-hint ${line.id}`);
    control.focus();
  }

  /** The field for a value, and how it is read: `{ value }` or `{ error }`. */
  function fieldFor(value, field) {
    const kind = kindOf(value, field);
    let control;
    if (kind === 'boolean') {
      control = make('select');
      for (const one of [true, false]) {
        const option = make('option', one ? words.yes : words.no);
        option.value = String(one);
        option.selected = one === value;
        control.append(option);
      }
      return { control, read: () => ({ value: control.value === 'true' }) };
    }
    if (kind === 'lines' || kind === 'paragraph') {
      control = make('textarea');
      control.rows = 4;
      control.value = kind === 'lines' ? value.join('\n') : value;
    } else {
      control = make('input');
      control.type = kind;
      if (kind === 'number') control.step = 'any';
      if (kind === 'email' || kind === 'tel') control.autocomplete = kind;
      if (isThere(value)) control.value = kind === 'datetime-local' ? localTime(value) : String(value);
    }
    const read = () => {
      const text = control.value.trim();
      if (!control.checkValidity()) return { error: words.invalid };
      if (text === '') return { error: words.empty };
      if (kind === 'number') return { value: control.valueAsNumber };
      if (kind === 'datetime-local') return { value: new Date(text).toISOString() };
      if (kind !== 'lines') return { value: text };
      const items = text.split('\n').map((line) => line.trim()).filter(Boolean);
      if (typeof value[0] !== 'number') return { value: items };
      const numbers = items.map(Number);
      return numbers.some(Number.isNaN) ? { error: words.invalid } : { value: numbers };
    };
    return { control, read, hint: kind === 'lines' ? words.perLine : '' };
  }

  /** Lets a value be written in the place where it is shown. */
  function edit(row, opener, { at, title, value: before, record }) {
    const dataset = paths.get(at);
    const { control, read, hint } = fieldFor(before, dataset.field);
    const shown = [...row.querySelectorAll(':scope > dd')];
    const [place, form, box] = [make('dd'), make('form'), make('div', undefined, 'field')];
    fields += 1;
    control.id = `change-${fields}`;
    control.setAttribute('aria-describedby', `${control.id}-hint`);
    const label = make('label', fill(words.newValue, title));
    label.htmlFor = control.id;
    const byStaff = 'staff' in dataset;
    const line = make('p', [hint, fill(byStaff ? words.staffLook : words.what, title)].filter(Boolean).join(' '), 'hint');
    line.id = `${control.id}-hint`;
    box.append(label, line, control);
    const actions = make('div', undefined, 'actions');
    const save = make('button', byStaff ? words.staffSend : words.save, 'button');
    const close = () => {
      place.remove();
      for (const one of shown) one.hidden = false;
      opener.focus();
    };
    actions.append(save, button(words.cancel, 'quiet', close));
    form.noValidate = true;
    form.append(box, actions);
    form.addEventListener('keydown', (event) => event.key === 'Escape' && close());
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (save.disabled) return;
      const { value, error } = read();
      if (error) {
        complain(box, control, error);
        return;
      }
      if (JSON.stringify(value) === JSON.stringify(before)) {
        close();
        tell(words.same);
        return;
      }
      save.disabled = true;
      tell(words.telling);
      const { error: failed, values } = await send({ url: addressed(dataset.correct, record), method: 'PATCH', patch: patchOf(at, value) });
      save.disabled = false;
      if (failed) {
        tell('');
        complain(box, control, ...failure(failed));
        return;
      }
      await show(done(values, title, { said: fill(words.corrected, title), undo: undoing(at, title, before, record) }));
    });
    for (const one of shown) one.hidden = true;
    place.append(form);
    row.append(place);
    control.focus();
  }

  /** The way back to the former value: none where there was none and the attribute cannot be erased. */
  function undoing(at, title, before, record) {
    const { correct, erase } = paths.get(at);
    const url = isThere(before) ? correct : erase;
    if (!url) return undefined;
    return button(words.undo, 'quiet', async () => {
      tell(words.telling);
      const { error: failed } = await send({ url: addressed(url, record), method: 'PATCH', patch: patchOf(at, isThere(before) ? before : null) });
      if (failed) tell(failure(failed), 'notice notice-warning');
      else await show({ said: fill(words.undone, title) });
    });
  }

  /** Asks before something is lost for good, and says what; or that the source's staff look at it. */
  function ask(title, lost, yes, act, byStaff = false) {
    const dialog = make('dialog', undefined, 'dialog');
    fields += 1;
    const heading = make('h2', title);
    heading.id = `ask-${fields}`;
    dialog.setAttribute('aria-labelledby', heading.id);
    const actions = make('div', undefined, 'actions');
    const keep = button(words.keep, 'quiet', () => dialog.close());
    const go = button(byStaff ? words.staffSend : yes, 'grave', async () => {
      if (go.disabled) return;
      go.disabled = true;
      const failed = await act();
      go.disabled = false;
      if (failed) complain(actions.parentElement, undefined, ...failure(failed));
    });
    actions.append(go, keep);
    dialog.append(heading, make('p', words.lost), lost, make('p', fill(byStaff ? words.staffErase : words.final, title)), actions);
    dialog.addEventListener('close', () => dialog.remove());
    card.append(dialog);
    dialog.showModal();
    keep.focus();
    return dialog;
  }

  function erase({ at, title, value, record }) {
    const lost = make('ul', undefined, 'list');
    const shown = Array.isArray(value) && value.every(isSingle) ? value : [value];
    for (const one of shown) lost.append(make('li', isSingle(one) ? say(one) : title));
    const dialog = ask(fill(words.ask, title), lost, words.erase, async () => {
      const { error, values } = await send({ url: addressed(paths.get(at).erase, record), method: 'PATCH', patch: patchOf(at, null) });
      if (error) return error;
      dialog.close();
      return show(done(values, title, { said: fill(words.erased, title) }));
    }, 'staff' in paths.get(at));
  }

  function eraseAll() {
    const title = card.querySelector('h3').textContent;
    const lost = make('ul', undefined, 'list');
    for (const one of titles.values()) lost.append(make('li', one));
    const dialog = ask(fill(words.ask, title), lost, words.eraseAll, async () => {
      const { error, values } = await send({ url: card.dataset.eraseAll, method: 'DELETE' });
      if (error) return error;
      dialog.close();
      return show(done(values, title, { said: fill(words.erasedAll, title), gone: true }));
    }, 'staff' in card.dataset);
  }

  /** One record of several. */
  function eraseRecord(title, record) {
    const dialog = ask(fill(words.ask, title), make('p', title), words.eraseEntry, async () => {
      const { error } = await send({ url: addressed(card.dataset.eraseAll, record), method: 'DELETE' });
      if (error) return error;
      dialog.close();
      return show({ said: fill(words.erasedEntry, title) });
    });
  }

  /** The latest that staff were asked of an attribute; of everything where none is named. */
  const askedOf = (at) => asked.find((one) => (at === undefined ? one.erase_all : pathsOf(one).includes(at)));

  /** Whether staff have yet to decide on an attribute or a part of it, or on everything. */
  const isWaiting = (at) => asked.some((one) => one.state === 'waiting' && (one.erase_all || pathsOf(one).some((path) => meet(path, at))));

  /** How far the source's staff are with what they were asked, and the way to take it back while it waits. */
  function standing(name, one, at, title) {
    const day = (time) => time && say(time.slice(0, 10));
    const value = one.correct?.[at];
    const filled = {
      source: card.dataset.source,
      day: day(one.asked_at),
      until: day(one.until),
      decided: day(one.decided_at),
      value: Array.isArray(value) ? value.map(say).join(', ') : say(value),
      why: one.reason,
    };
    const waiting = () => (one.erase_all ? words.askedEraseAll : one.erase?.includes(at) ? words.askedErase : words.askedCorrect);
    const text = { done: words.askedDone, refused: words.askedRefused }[one.state] ?? waiting();
    const element = make(name, undefined, 'asked');
    // What people have written is filled in once, and not looked at again.
    element.append(make('p', text.replaceAll(/\{(\w+)\}/g, (whole, word) => filled[word] ?? whole)));
    if (one.state === 'waiting') element.append(button(words.takeBack, 'quiet small', () => takeBack(one, title), title));
    return element;
  }

  async function takeBack(one, title) {
    tell(words.telling);
    const { error } = await send({ url: `${card.dataset.asked}/${one.task}`, method: 'DELETE' });
    const what = pathsOf(one).map((path) => titles.get(path) ?? path).join(', ') || title;
    if (!error) await show({ said: fill(words.takenBack, what) });
    else if (['conflict', 'not-found'].includes(error.name)) await show({ said: words.askedOver });
    else tell(failure(error), 'notice notice-warning');
  }

  /** Puts the ways to change a value beside it, and what staff were asked of it. */
  function row(element, item) {
    const dataset = paths.get(item.at);
    if (!dataset) return;
    seen.add(item.at);
    const one = askedOf(item.at);
    if (one) element.append(standing('dd', one, item.at, item.title));
    if (isWaiting(item.at)) return;
    const ways = make('dd', undefined, 'changes');
    if (dataset.correct && isWritable(item.value)) {
      const text = isThere(item.value) ? words.correct : words.add;
      const opener = button(text, 'quiet small', () => edit(element, opener, item), item.title);
      ways.append(opener);
    }
    if (dataset.erase && isThere(item.value)) ways.append(button(words.erase, 'quiet small', () => erase(item), item.title));
    if (ways.children.length > 0) element.append(ways);
  }

  /** What can be added to a record. */
  function rest(list, record) {
    for (const [at, { correct }] of paths) {
      if ((!correct && !askedOf(at)) || seen.has(at)) continue;
      const [element, title] = [make('div'), titles.get(at)];
      element.append(make('dt', title), make('dd', words.none));
      row(element, { at, title, value: undefined, record });
      list.append(element);
    }
    seen = new Set();
  }

  /** The way to delete everything, or one record of it. */
  function end(place, opener) {
    if (!card.dataset.eraseAll) return;
    const actions = make('div', undefined, 'actions');
    actions.append(opener);
    place.append(actions);
  }

  const of = (record) => ({
    row: (element, item) => row(element, { ...item, record }),
    rest: (list) => rest(list, record),
    end: (place, title) => end(place, button(words.eraseEntry, 'quiet small', () => eraseRecord(title, record), title)),
  });
  return {
    of,
    know: (changes) => {
      asked = changes;
    },
    end: (place) => {
      const [one, title] = [askedOf(), card.querySelector('h3').textContent];
      if (one) place.append(standing('div', one, undefined, title));
      if (one?.state !== 'waiting') end(place, button(words.eraseAll, 'grave', eraseAll, title));
    },
    button,
    failure,
    complain,
    fieldFor,
    patchOf,
  };
}
