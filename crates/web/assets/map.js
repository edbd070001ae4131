// The data map: what the pointer or the focus is on is said in words below the picture. Each band and name has them as its
// label already, which is what is heard; without this they are in the table.

const ends = '.map a';

/** The line for the words; the part that holds it is exchanged when something has happened. */
const line = () => document.querySelector('[data-map-said]');

function say(event) {
  const one = event.target instanceof Element && event.target.closest(ends);
  if (one && line()) line().textContent = one.getAttribute('aria-label');
}

function hush(event) {
  const left = event.target instanceof Element && event.target.closest(ends);
  // What has the focus is said again when the pointer goes away.
  if (left && line()) line().textContent = document.activeElement?.closest(ends)?.getAttribute('aria-label') ?? '';
}

for (const kind of ['pointerover', 'focusin']) document.addEventListener(kind, say);
for (const kind of ['pointerout', 'focusout']) document.addEventListener(kind, hush);
