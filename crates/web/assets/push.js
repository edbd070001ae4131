// Notifications on this device (W3C Push API). What it serves stays hidden where the browser has none of this: the words
// that say what is needed remain.
//
//   <p data-push-needs>…</p>
//   <li data-push-device="fingerprint">… <span data-push-this hidden>…</span></li>
//   <div data-push="public key" data-worker="/service-worker.js" data-done="/settings?saved=device" hidden>
//     <button type="button">…</button> <p role="status" data-denied="…" data-failed="…" data-many="…" data-login="…"></p>
//   </div>

const place = document.querySelector('[data-push]');
const said = place?.querySelector('[role=status]');

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

const fingerprint = async ({ endpoint }) => text(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint)));

/** The entry of the list that is this browser, if it is one. One that the operator does not know (any more) is ended. */
async function own() {
  const registration = await navigator.serviceWorker.getRegistration(place.dataset.worker);
  const subscription = await registration?.pushManager.getSubscription();
  if (!subscription) return null;
  const entry = document.querySelector(`[data-push-device="${await fingerprint(subscription)}"]`);
  const key = subscription.options.applicationServerKey;
  if (entry && (!key || text(key) === place.dataset.push)) return entry;
  await subscription.unsubscribe();
  return null;
}

async function tell(subscription) {
  const { endpoint, keys } = subscription.toJSON();
  const answer = await fetch('/api/v1/me/notifications/devices', {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } }),
  });
  if (answer.ok) return;
  await subscription.unsubscribe();
  throw Object.assign(new Error(answer.statusText), { status: answer.status });
}

async function add() {
  if (await Notification.requestPermission() !== 'granted') {
    throw Object.assign(new Error('not allowed'), { name: 'NotAllowedError' });
  }
  await navigator.serviceWorker.register(place.dataset.worker);
  const registration = await navigator.serviceWorker.ready;
  await tell(await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(place.dataset.push),
  }));
  history.replaceState(null, '', place.dataset.done);
  location.reload();
}

/** Which of the words say what went wrong. */
function reason({ name, status }) {
  if (name === 'NotAllowedError') return 'denied';
  if (status === 401) return 'login';
  return status === 409 ? 'many' : 'failed';
}

async function begin() {
  const entry = await own();
  for (const needs of document.querySelectorAll('[data-push-needs]')) needs.hidden = true;
  if (entry) {
    entry.querySelector('[data-push-this]').hidden = false;
    return;
  }
  const button = place.querySelector('button');
  button.addEventListener('click', async () => {
    if (button.getAttribute('aria-busy') === 'true') return;
    // Busy, not disabled: a disabled button would lose the focus.
    button.setAttribute('aria-busy', 'true');
    said.textContent = '';
    try {
      await add();
    } catch (error) {
      said.textContent = said.dataset[reason(error)];
    } finally {
      button.removeAttribute('aria-busy');
    }
  });
  place.hidden = false;
}

if (place && 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window) begin();
