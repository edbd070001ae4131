// Keeps a page up to date while it is open: when the operator says that something has happened, the page is fetched again
// and its parts marked `data-live` are exchanged. What is new is said once, for those who do not see it. Without this
// the page is as it was when it was loaded.

const marked = document.querySelector('[data-live-from]');
const said = document.querySelector('[data-live-said]');
const source = marked && new EventSource(marked.dataset.liveFrom);
let running = false;
let again = false;

/** The text of the newest entry. */
const newest = (root) => root.querySelector('[data-live] .happened > p:last-of-type')?.firstChild?.textContent?.trim() ?? '';

/** Exchanges a part, unless the person is in the middle of it: then it waits for the next change. */
function exchange(old, fresh) {
  if (old.contains(document.activeElement) || old.outerHTML === fresh.outerHTML) return;
  old.replaceWith(document.adoptNode(fresh));
}

async function refresh() {
  if (running) {
    again = true;
    return;
  }
  running = true;
  try {
    const response = await fetch(location.href, { headers: { accept: 'text/html' } });
    // Logged out meanwhile: the page stays as it is, and the next click leads to the login.
    if (!response.ok || response.redirected) return source.close();
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    // Before the exchange, which takes the parts out of the page that was fetched.
    const [before, now] = [newest(document), newest(page)];
    for (const old of document.querySelectorAll('[data-live]')) {
      const fresh = page.getElementById(old.id);
      if (fresh) exchange(old, fresh);
    }
    if (said && now && now !== before) said.textContent = now;
  } catch {
    // The connection is gone: the browser makes a new one by itself.
  } finally {
    running = false;
    if (again) {
      again = false;
      refresh();
    }
  }
}

source?.addEventListener('changed', refresh);
addEventListener('pagehide', () => source?.close());
