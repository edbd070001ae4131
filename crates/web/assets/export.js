// Downloads everything there is of a person, and says how far it has come: large accounts take a while. What is not whole
// is not saved. Without this the link is a plain download, which the browser shows in its own way.

const section = document.querySelector('[data-export]');
const [link, progress, count, stop, said] =
  ['a[download]', '[data-export-progress]', '[data-export-count]', 'button', '[role=status]'].map((one) => section.querySelector(one));
const bar = progress.querySelector('progress');

/** What is said, in the page's language. */
const words = Object.fromEntries(
  [...section.querySelector('[data-words]').content.querySelectorAll('[data-word]')]
    .map((one) => [one.dataset.word, one.textContent]),
);

const language = document.documentElement.lang;
/** English as Europe writes it, as the rest of the page does. */
const locale = language === 'en' ? 'en-GB' : language;
const number = (value) => new Intl.NumberFormat(locale).format(value);
const percent = (value) => new Intl.NumberFormat(locale, { style: 'percent' }).format(value);

/** How often it is said how far it has come, for those who do not see it: each quarter. */
const STEPS = 4;
/** Bytes after which what came is handed to the browser, which need not keep it in memory. */
const PIECE = 4 * 1024 * 1024;
const LINE_END = 10;
/** What a document that is whole ends with. */
const END = '}\n';

let running;

function tell(text, tone) {
  said.replaceChildren();
  const element = document.createElement('p');
  element.textContent = text;
  if (tone) element.className = `notice notice-${tone}`;
  said.append(element);
}

/** Shows how many of how many entries are here, and says each quarter. */
function meter(total) {
  let [done, step] = [0, 0];
  if (total > 0) bar.max = total;
  return (chunk) => {
    for (const byte of chunk) if (byte === LINE_END) done += 1;
    if (!total) return;
    // An account goes on while it is downloaded.
    const here = Math.min(done, total);
    bar.value = here;
    count.textContent = words.count.replace('{done}', number(here)).replace('{total}', number(total));
    const reached = Math.floor((here / total) * STEPS);
    if (reached > step && reached < STEPS) tell(percent(reached / STEPS));
    step = reached;
  };
}

/** The whole document, or an error. */
async function fetched(signal) {
  const answer = await fetch(link.href, { signal, credentials: 'same-origin', cache: 'no-store' });
  if (answer.redirected) throw new Error('login');
  if (!answer.ok) throw new Error(String(answer.status));
  const add = meter(Number(answer.headers.get('Fiducia-Export-Lines')));
  const reader = answer.body.getReader();
  const parts = [];
  let [chunks, size, last] = [[], 0, new Uint8Array()];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    add(value);
    chunks.push(value);
    size += value.length;
    last = value.length >= END.length ? value.slice(-END.length) : new Uint8Array([...last, ...value]).slice(-END.length);
    if (size >= PIECE) {
      parts.push(new Blob(chunks));
      [chunks, size] = [[], 0];
    }
  }
  if (new TextDecoder().decode(last) !== END) throw new Error('broken');
  return new Blob([...parts, ...chunks], { type: 'application/json' });
}

/** Gives a document to the browser as a file. */
function save(blob) {
  const address = URL.createObjectURL(blob);
  const file = document.createElement('a');
  file.href = address;
  file.download = link.getAttribute('download');
  file.click();
  // The browser has begun by then; a minute is ample.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A page that is left ends the download: the browser asks first. */
const leaving = (event) => event.preventDefault();

function show(isRunning) {
  const hadFocus = section.contains(document.activeElement);
  progress.hidden = !isRunning;
  link.hidden = isRunning;
  if (hadFocus) (isRunning ? stop : link).focus();
  if (isRunning) addEventListener('beforeunload', leaving);
  else removeEventListener('beforeunload', leaving);
}

async function download() {
  running = new AbortController();
  bar.removeAttribute('value');
  count.textContent = '';
  show(true);
  tell(words.busy);
  try {
    save(await fetched(running.signal));
    tell(words.done, 'good');
  } catch (error) {
    if (running.signal.aborted) tell(words.stopped);
    else tell(error.message === 'login' ? words.login : words.broken, 'warning');
  } finally {
    show(false);
  }
}

link.addEventListener('click', (event) => {
  // Another window or a save dialog is what the person asked for.
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  download();
});
stop.addEventListener('click', () => running.abort());
