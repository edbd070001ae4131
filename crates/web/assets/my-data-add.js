// The page "My data": a person adds records to a store of their own, by hand or from a file. What they write goes from the
// browser straight to the store; the operator is asked for a ticket alone.
//
// The page says where: `data-add` is the address, `data-correct` stands at what may be written.

/** Largest file that a store takes, in bytes. */
const LARGEST = 1024 * 1024;

/** Media types by the ends of files' names. */
const TYPES = new Map([
  ['csv', 'text/csv'],
  ['json', 'application/json'],
  ['jsonld', 'application/json'],
  ['jsonl', 'application/x-ndjson'],
  ['ndjson', 'application/x-ndjson'],
]);

let forms = 0;

/** A file's text: in UTF-8, or as older spreadsheets write it. */
async function textOf(file) {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** A cell of a table (RFC 4180). */
const cell = (text) => (/[",\r\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Two objects as one, and what is in them. */
function merged(one, other) {
  for (const [name, value] of Object.entries(other)) {
    const isBoth = name in one && typeof one[name] === 'object' && typeof value === 'object';
    one[name] = isBoth ? merged(one[name], value) : value;
  }
  return one;
}

/** Puts the ways to add below a card. `put` tells the store, and gives its answer or an error; the rest is as for changes. */
export function adding({ card, words, titles, make, put, tell, show, changes }) {
  const place = card.querySelector('[data-additions]');
  const url = card.dataset.add;
  const title = card.querySelector('h3').textContent;
  const { button, failure, complain, fieldFor, patchOf } = changes;
  const fields = [...card.querySelectorAll('[data-correct]')].map((one) => ({
    path: one.dataset.path,
    field: one.dataset.field,
    about: one.querySelector('[data-about]')?.textContent ?? '',
  }));

  const openers = make('div', undefined, 'actions');
  const byHand = button(words.addRecord, 'quiet', () => open(byHand, handForm), title);
  const byFile = button(words.addFile, 'quiet', () => open(byFile, fileForm), title);
  openers.append(byHand, byFile);
  place.append(openers);

  /** Shows a form in the place of the buttons. */
  function open(opener, build) {
    const form = make('form');
    form.noValidate = true;
    const close = () => {
      form.remove();
      openers.hidden = false;
      opener.focus();
    };
    const first = build(form, close);
    form.addEventListener('keydown', (event) => event.key === 'Escape' && close());
    openers.hidden = true;
    place.append(form);
    first.focus();
  }

  /** Adds, and says so with a way back; or says beside the form why not. */
  async function send(form, save, asked, close) {
    save.disabled = true;
    for (const one of form.querySelectorAll('.error')) one.remove();
    tell(words.telling);
    const bar = make('progress');
    bar.setAttribute('aria-label', words.telling);
    form.append(bar);
    const { values, error } = await put({ url, method: 'POST', ...asked });
    bar.remove();
    save.disabled = false;
    if (error) {
      tell('');
      complain(form, undefined, ...failure(error));
      save.focus();
      return;
    }
    close();
    const { records } = values;
    const said = records.length === 1 ? words.addedOne : words.addedMany.replace('{number}', records.length);
    await show({ said, undo: undoing(records) });
  }

  /** The way back: what was added is taken out again. */
  function undoing(records) {
    return button(words.undo, 'quiet', async () => {
      tell(words.telling);
      for (const id of records) {
        const { error } = await put({ url: `${url}?record=${encodeURIComponent(id)}`, method: 'DELETE' });
        if (error) {
          tell(failure(error), 'notice notice-warning');
          return;
        }
      }
      await show({ said: words.undone.replace('{what}', title) });
    });
  }

  function ends(form, text, close) {
    const actions = make('div', undefined, 'actions');
    const save = make('button', text, 'button');
    actions.append(save, button(words.cancel, 'quiet', close));
    form.append(actions);
    return save;
  }

  function handForm(form, close) {
    const heading = make('h4', words.addTitle.replace('{what}', title));
    form.append(heading, make('p', words.what.replaceAll('{source}', card.dataset.source), 'hint'));
    const written = fields.map((field) => {
      const { control, read } = fieldFor(undefined, field.field);
      const box = make('div', undefined, 'field');
      forms += 1;
      control.id = `add-${forms}`;
      const label = make('label', titles.get(field.path));
      label.htmlFor = control.id;
      const about = make('p', field.about, 'hint');
      about.id = `${control.id}-hint`;
      control.setAttribute('aria-describedby', about.id);
      box.append(label, about, control);
      form.append(box);
      return { path: field.path, control, read, box };
    });
    const save = ends(form, words.save, close);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      if (save.disabled) return;
      for (const one of form.querySelectorAll('.error')) one.remove();
      for (const { control } of written) control.removeAttribute('aria-invalid');
      const filled = written.filter(({ control }) => control.value.trim() !== '' || !control.checkValidity());
      const record = {};
      for (const { path, control, read, box } of filled) {
        const { value, error } = read();
        if (error) {
          complain(box, control, error);
          return;
        }
        merged(record, patchOf(path, value));
      }
      if (filled.length === 0) {
        complain(written[0].box, written[0].control, words.noRecords);
        return;
      }
      send(form, save, { records: JSON.stringify(record), type: 'application/json' }, close);
    });
    return written[0].control;
  }

  function fileForm(form, close) {
    forms += 1;
    const id = `add-${forms}`;
    const [box, label, input] = [make('div', undefined, 'field'), make('label', words.addFile), make('input')];
    label.htmlFor = id;
    Object.assign(input, { id, type: 'file', accept: [...TYPES.keys()].map((end) => `.${end}`).join(',') });
    const hint = make('p', words.fileHint.replaceAll('{source}', card.dataset.source), 'hint');
    hint.id = `${id}-hint`;
    input.setAttribute('aria-describedby', hint.id);
    box.append(label, hint, input);
    const table = make('a', words.emptyTable);
    const header = fields.map(({ path }) => cell(titles.get(path))).join(',');
    // With a mark that tells spreadsheets its encoding.
    table.href = URL.createObjectURL(new Blob([`\ufeff${header}\r\n`], { type: 'text/csv' }));
    table.download = `${title}.csv`;
    const line = make('p');
    line.append(table);
    form.append(make('h4', words.addTitle.replace('{what}', title)), box, line);
    const done = () => {
      URL.revokeObjectURL(table.href);
      close();
    };
    const save = ends(form, words.send, done);
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (save.disabled) return;
      for (const one of form.querySelectorAll('.error')) one.remove();
      const [file] = input.files;
      const type = TYPES.get(file?.name.split('.').pop().toLowerCase());
      if (!file || !type) complain(box, input, words.wrongFile);
      else if (file.size > LARGEST) complain(box, input, words.largeFile);
      else await send(form, save, { records: await textOf(file), type }, done);
    });
    return input;
  }
}
