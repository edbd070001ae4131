// Passkeys on the pages (W3C Web Authentication Level 3). What it serves stays hidden where the browser has none of
// this: the password remains.
//
//   <div data-passkey="login" data-next="/" data-login="login" hidden>
//     <button type="button">…</button> <p role="status" data-cancelled="…" data-failed="…"></p>
//   </div>
//   <form data-passkey="register" hidden> <input name="name"> <button>…</button> <p role="status" …></p> </form>
//   <div data-passkey="confirm" hidden> <button type="button">…</button> <p role="status" …></p> </div>

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

const known = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

async function post(path, body) {
  const answer = await fetch(path, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw Object.assign(new Error(said.detail ?? said.title ?? answer.statusText), { status: answer.status });
  return said;
}

/** Makes a passkey, as the server wants to have it. */
async function create({ publicKey }) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: known(publicKey.excludeCredentials),
    },
  });
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response: {
      attestationObject: text(made.response.attestationObject),
      clientDataJSON: text(made.response.clientDataJSON),
    },
  };
}

/** Shows a passkey. */
async function show({ publicKey }) {
  const shown = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: known(publicKey.allowCredentials),
    },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = shown.response;
  return {
    id: shown.id,
    rawId: text(shown.rawId),
    type: shown.type,
    response: {
      authenticatorData: text(authenticatorData),
      clientDataJSON: text(clientDataJSON),
      signature: text(signature),
      ...(userHandle?.byteLength ? { userHandle: text(userHandle) } : {}),
    },
  };
}

const acts = {
  async login(place) {
    const named = document.getElementById(place.dataset.login ?? '')?.value.trim();
    const { flow, options } = await post('/api/v1/sessions/passkey/challenge', named ? { login: named } : {});
    const credential = await show(options);
    const { next } = await post('/login/passkey', { flow, credential, next: place.dataset.next });
    location.assign(next);
  },
  async register(place) {
    const name = place.querySelector('input[name=name]').value;
    const { flow, options } = await post('/api/v1/me/identities/passkeys/challenge');
    const credential = await create(options);
    await post('/api/v1/me/identities/passkeys', { flow, name, credential });
    location.assign(place.dataset.next ?? location.pathname);
  },
  async confirm(place) {
    const { flow, options } = await post('/api/v1/me/confirmation/challenge');
    const credential = await show(options);
    await post('/api/v1/me/confirmation', { flow, credential });
    location.assign(place.dataset.next ?? location.pathname);
  },
};

function enable(place) {
  const act = acts[place.dataset.passkey];
  const said = place.querySelector('[role=status]');
  const button = place.querySelector('button');
  const begin = async (event) => {
    event.preventDefault();
    if (button.getAttribute('aria-busy') === 'true') return;
    // Busy, not disabled: a disabled button would lose the focus.
    button.setAttribute('aria-busy', 'true');
    said.textContent = '';
    try {
      await act(place);
    } catch (error) {
      const { cancelled, failed, login } = said.dataset;
      if (error.status === 401 && login && place.dataset.passkey !== 'login') {
        said.textContent = login;
      } else {
        said.textContent = error.name === 'NotAllowedError' ? cancelled : failed;
      }
    } finally {
      button.removeAttribute('aria-busy');
    }
  };
  if (place instanceof HTMLFormElement) place.addEventListener('submit', begin);
  else button.addEventListener('click', begin);
  place.hidden = false;
}

if (window.PublicKeyCredential) document.querySelectorAll('[data-passkey]').forEach(enable);
