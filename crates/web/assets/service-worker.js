// Shows what the operator tells a person while no page of it is open (W3C Push API, Notifications API). What comes is
// encrypted on its way, and says which kind of thing has happened; the rest is on the page.

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

/** What came, as far as it can be read. */
function read(data) {
  try {
    return data?.json() ?? {};
  } catch {
    return {};
  }
}

self.addEventListener('push', (event) => {
  // A browser that is told something must show something, whatever came.
  const { title = self.location.host, body = '', lang = '', tag = '', url = '/notifications' } = read(event.data);
  event.waitUntil(self.registration.showNotification(title, { body, lang, tag, data: { url } }));
});

/** Shows a page: in the window that has it already, or in a new one. What is typed elsewhere stays. */
async function open(path) {
  const wanted = new URL(path, self.location.origin);
  if (wanted.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = windows.find((one) => new URL(one.url).pathname === wanted.pathname);
  await (there ? there.focus() : self.clients.openWindow(wanted.href));
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url ?? '/notifications'));
});

/** Tells the operator the new address; without a session it stays unknown until the person adds the device again. */
async function renew(before, fresh) {
  const subscription = fresh ?? (before && await self.registration.pushManager.subscribe(before.options));
  if (!subscription) return;
  const { endpoint, keys } = subscription.toJSON();
  await fetch('/api/v1/me/notifications/devices', {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } }),
  });
}

self.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(renew(event.oldSubscription, event.newSubscription));
});
