// What the staff app's document does while the program is on its way: it prolongs the session and sends the first requests of
// the page, whose answers the program takes over; and it keeps what is typed into the sign-in form.

/** One exchange at a time in the whole browser: a refresh token that is used twice ends the session. */
const LOCK = 'importops-session';
/** Under this name stands the time at which an exchange began; nothing else is kept. */
const BEGUN_AT = 'importops.refresh';
/** Under this name stands the time at which a new version of the app was loaded. */
const FOLLOWED_AT = 'importops.followed';
/** Milliseconds that an exchange of a page that is gone is given to arrive. */
const ORPHAN = 2500;
/** Milliseconds that an answer may take. */
const PATIENCE = 20_000;
/** Milliseconds that the app has for itself before anything is kept for later. */
const HELP_PAUSE = 5000;
/** Milliseconds after which an answer that nobody took is too old to be shown. */
const FRESH = 15_000;

const sent = new Map();
let session;

/** The status and the text of an answer. */
async function ask(url, init) {
  const signal = AbortSignal.timeout?.(PATIENCE);
  const answer = await fetch(url, { cache: 'no-store', signal, ...init });
  return [answer.status, await answer.text()];
}

/**
 * The server takes each refresh token once and ends the session when one comes twice. So an exchange that has begun must end
 * with its cookie in the browser, even if the page is reloaded meanwhile: `keepalive` lets it outlive the page, and the next
 * page waits for it.
 */
async function exchange(url) {
  // The lock is free, so an exchange that has begun and not ended belongs to a page that is gone.
  const age = Date.now() - (Number(remember(BEGUN_AT)) || 0);
  if (age >= 0 && age < ORPHAN) await new Promise((resolve) => setTimeout(resolve, ORPHAN - age));
  remember(BEGUN_AT, Date.now());
  try {
    const headers = { 'X-Requested-With': 'importops' };
    return await ask(url, { method: 'POST', headers, credentials: 'same-origin', keepalive: true });
  } finally {
    remember(BEGUN_AT, '');
  }
}

/** What the browser keeps for this site; it need not keep anything. */
function remember(name, value) {
  try {
    if (value === undefined) return localStorage.getItem(name);
    if (value === '') localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // As if there were nothing.
  }
}

/** Prolongs the session that this browser has. The first who asks gets what the document asked for. */
function refresh(url) {
  const begun = session;
  session = null;
  if (begun) return begun;
  return navigator.locks ? navigator.locks.request(LOCK, () => exchange(url)) : exchange(url);
}

/** What the document has asked for already, once. */
function take(url) {
  const answer = sent.get(url);
  sent.delete(url);
  return performance.now() < FRESH ? answer : undefined;
}

/** Loads the page anew if the server has another version of the app by now, whose parts have other names. */
async function follow() {
  const { script } = globalThis.importops;
  const [, document] = await ask(location.href, { credentials: 'omit' });
  const isOther = /\/assets\/staff-\w+\.js/.test(document) && !document.includes(new URL(script).pathname);
  // Two servers may have two versions while one takes the place of the other.
  if (!isOther || Date.now() - Number(remember(FOLLOWED_AT)) < 60_000) return;
  remember(FOLLOWED_AT, Date.now());
  location.reload();
  // Nothing else happens on this page, unless somebody wants to stay on it.
  await new Promise((resolve) => setTimeout(resolve, 5_000));
}

/** Lets the service worker keep what a phone needs in a yard: for members only, once the app has what it needs. */
function help([path, scope]) {
  const register = () => navigator.serviceWorker?.register(path, { scope }).catch(() => {});
  setTimeout(register, HELP_PAUSE);
}

/** Sends what the page needs first, once the session is known. */
function begin({ refresh: url, first, worker }) {
  session = refresh(url);
  const token = session.then(([status, text]) => (status === 200 ? JSON.parse(text).access_token : Promise.reject(status)));
  for (const path of first) {
    const answer = token.then((token) => ask(path, { headers: { Authorization: `Bearer ${token}` }, credentials: 'omit' }));
    // Whoever takes it hears of a failure.
    answer.catch(() => {});
    sent.set(path, answer);
  }
  token.then(
    () => help(worker),
    () => {},
  );
}

/** The sign-in form of the document, until the program has one of its own. */
function keep() {
  addEventListener('submit', (event) => {
    const form = event.target;
    if (!form.closest('[data-early]')) return;
    event.preventDefault();
    form.dataset.sent = '';
    const button = form.querySelector('button');
    button.classList.add('button--busy');
    button.setAttribute('aria-busy', 'true');
  });
}

if (!globalThis.importops) {
  globalThis.importops = { refresh, take, follow };
  keep();
  const wish = document.currentScript?.dataset.begin;
  if (wish) begin(JSON.parse(wish));
}
