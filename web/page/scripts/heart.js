// The heart of the tracking page: what makes it die with its link, whatever becomes of the rest. It stands in the
// document, needs no asset and no WebAssembly, believes nothing that it finds in the document but its own data, and changes
// nothing until there is a reason. Where the document's own copy was altered on its way, the program's script loads another.

import { write as writeDates } from './dates.js';
import { wipe } from './death.js';
import { findPage, hide, put, show, tell } from './place.js';

/** Milliseconds between two looks while the page is visible: a dead link is found within 90 seconds at the latest. */
const PERIOD = 45_000;
/** Milliseconds to the next look after one that failed. */
const RETRY = 10_000;
/** Milliseconds that a look may take. */
const PATIENCE = 15_000;
/** Milliseconds for which the program may still be on its way before a change is shown without it. */
const ARRIVAL = 10_000;
/** Milliseconds after which what could not be checked is hidden: a day. */
const STALE = 86_400_000;

const slug = (/^\/t\/([a-z0-9]{1,64})\/?$/i.exec(location.pathname) || [])[1];
const api = document.querySelector('meta[name=importops-api]');
const base = ((api && api.content) || '').replace(/\/$/, '') + '/api/v1/public/tracking/' + (slug || '').toLowerCase();
const born = Date.now();

let request;
let timer;
let checkedAt = born;
let failing = false;
let returning = false;
let counted = false;

const heart = {
  /** Where what belongs to the page is found. */
  base,
  /** Where calendars find the date that they follow. */
  webcal: (base[0] === '/' ? 'webcal://' + location.host + base : base.replace(/^https?/, 'webcal')) + '/eta.ics',
  /** Where customers ask to be told by mail. */
  subscribe: base.replace('api/v1/public/tracking', 't') + '/subscribe',
  /** The JSON of the document: its words, and what it shows. The program takes it. */
  data: '',
  /** Name under which the browser may remember the visit. */
  visit: '',
  /** Revision that the page shows; nothing where nobody said which. */
  shown: '',
  /** Whether something is to be drawn that the program has not come for yet. */
  waits: false,
  /** Whether the link is dead. */
  dead: false,
  /** Draws the page's `<main>` from its JSON, puts it in its place and says whether it did. The program gives it. */
  draw: null,
  /** What else wants to know that the page changed, or that its link is dead. */
  listeners: [],
  /** Milliseconds between two looks. */
  period: PERIOD,
  look,
  die,
  alive,
  put,
};

/** Looks whether the link works, and what the page is now. A look under way gives way: only the newest answer counts. */
function look() {
  if (heart.dead) return;
  if (!slug) return die();
  clearTimeout(timer);
  const own = new XMLHttpRequest();
  const other = request;
  request = own;
  // It ends at once, and is not listened to any more.
  if (other) other.abort();
  // The number keeps away what keeps answers against the server's word.
  own.open('GET', base + '?at=' + Date.now());
  // Otherwise Firefox looks for XML in an answer that names no type.
  own.responseType = 'text';
  own.timeout = PATIENCE;
  own.onloadend = () => {
    if (request !== own) return;
    request = null;
    take(own.status, own.responseText);
  };
  own.send();
}

function take(status, text) {
  if (status === 404 || status === 410) return die();
  const page = status === 200 && parse(text);
  failing = !(page && page.revision && page.vehicle);
  if (failing) {
    returning = false;
  } else {
    alive();
    update(page.revision, text);
    count();
  }
  render();
  // A server in trouble is not asked more often for it.
  next(failing && status === 0 ? RETRY : Math.max(heart.period, failing ? PERIOD : 0));
}

function next(delay) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (isVisible()) look();
    else next(PERIOD);
  }, delay);
}

/** Shows what the link shows now, if that is not on show already. */
function update(revision, text) {
  // An altered document that does not say what it shows was made when it was opened.
  if (!heart.shown && findPage()) heart.shown = revision;
  if (revision === heart.shown) return arrive();
  if (heart.draw) {
    try {
      if (heart.draw(text, heart.shown)) return arrive(revision);
    } catch {
      // A program that broke once is not asked again.
      heart.draw = null;
    }
  } else if (Date.now() - born < ARRIVAL) {
    heart.waits = true;
    return setTimeout(look, 1000);
  }
  readAgain(revision);
}

/** Without the program the server draws: its document is read again, and what it shows takes the place of what is shown. */
function readAgain(revision) {
  const own = new XMLHttpRequest();
  own.open('GET', location.pathname + '?at=' + Date.now());
  own.responseType = 'document';
  own.timeout = PATIENCE;
  own.onloadend = () => {
    if (own.status === 404) return die();
    const fresh = own.status === 200 && own.response;
    const main = fresh && fresh.querySelector('main');
    const page = fresh && parse((fresh.getElementById('tracking-data') || {}).textContent).page;
    if (heart.dead) return;
    if (main && page && page.revision === revision) {
      put(document.adoptNode(main));
      document.title = fresh.title;
      arrive(revision);
    } else {
      failing = true;
      returning = false;
    }
    render();
  };
  own.send();
}

/** What is shown is true, and another revision than before where one is given. */
function arrive(revision) {
  returning = false;
  writeDates(document);
  if (!revision) return;
  heart.shown = revision;
  heart.listeners.forEach((listener) => listener('changed'));
}

/** Says that the link was alive just now. */
function alive() {
  checkedAt = Date.now();
  failing = false;
}

/** The link is dead: nothing of the vehicle stays. */
function die() {
  if (heart.dead) return;
  heart.dead = true;
  clearTimeout(timer);
  const last = request;
  request = null;
  if (last) last.abort();
  heart.listeners.forEach((listener) => listener('dead'));
  wipe(heart.visit);
  heart.data = heart.visit = '';
}

/** How fresh the page is, and whether it may be seen at all. */
function render() {
  if (heart.dead) return;
  const age = Math.max(0, Date.now() - checkedAt);
  tell(age, failing);
  if (age > STALE || (failing && !findPage())) hide(age > STALE);
  else if (!returning) show();
}

function isVisible() {
  return document.visibilityState !== 'hidden';
}

function parse(text) {
  try {
    return JSON.parse(text) || {};
  } catch {
    return {};
  }
}

/** Counts this page open: once, after somebody could see it, and not against their wish. */
function count() {
  if (counted || heart.dead || !isVisible() || !heart.shown) return;
  counted = true;
  if (navigator.doNotTrack === '1' || navigator.globalPrivacyControl) return;
  requestAnimationFrame(() =>
    setTimeout(() => {
      const headers = { 'content-type': 'application/json', 'x-requested-with': 'importops' };
      // The request outlives a page that is closed at once.
      const sent = fetch(base + '/views', { method: 'POST', body: '{}', keepalive: true, headers });
      sent.then(
        ({ status }) => status === 404 && die(),
        () => {},
      );
    }),
  );
}

/** Nothing is seen of what comes back until it is known to be true. */
function comeBack() {
  returning = true;
  hide(false, true);
  look();
}

/** Makes up for what the browser refused because others altered it, and for pictures that do not come. */
function mend() {
  const script = document.getElementById('program');
  if (script && script.dataset.style && !document.styleSheets.length) {
    document.head.appendChild(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: script.dataset.style }));
  }
  const onError = ({ target }) => {
    if (target.className === 'shot__picture') target.hidden = true;
    if (target !== script) return;
    const again = document.createElement('script');
    again.src = script.src;
    script.replaceWith(again);
  };
  // Neither bubbles: they can be heard on the way down only.
  addEventListener('error', onError, true);
}

function start() {
  const holder = document.getElementById('tracking-data');
  if (holder) {
    const { page, visit } = parse(holder.textContent);
    // A host that serves the bundle as plain files has nothing to say.
    heart.data = page ? holder.textContent : '';
    heart.shown = (page && page.revision) || '';
    heart.visit = visit || '';
    // Nothing of it may outlive the link.
    holder.remove();
  }
  writeDates(document);
  mend();
  addEventListener('visibilitychange', () => {
    if (!isVisible()) return;
    render();
    look();
    count();
  });
  addEventListener('online', look);
  addEventListener('offline', look);
  addEventListener('pagehide', ({ persisted }) => persisted && hide(false, true));
  addEventListener('pageshow', ({ persisted }) => persisted && comeBack());
  addEventListener('click', ({ target }) => target.closest && target.closest('[data-retry]') && look());
  setInterval(render, 10_000);
  render();
  if (heart.shown) next(PERIOD);
  else look();
  count();
}

if (!window.importops) {
  window.importops = heart;
  start();
}
