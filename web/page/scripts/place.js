// The place of the page in its document: how a page that was drawn comes into it, how fresh it is, and when it is hidden.

import { away } from './dates.js';
import { copyOf } from './death.js';

/** What the reader may have in hand or in sight, and how it is known again on a page that was drawn anew. */
const FOCUSABLE = 'a[href],button,summary';

/** The elements around the page, made again where somebody took them away. */
function surroundings() {
  const app = document.getElementById('app') || make('div', 'id', 'app', document.body);
  const find = (name) => app.querySelector('.' + name) || make('p', 'class', name, app);
  return { app, news: find('tracking-news'), notice: find('outdated') };
}

function make(tag, attribute, value, parent) {
  const element = document.createElement(tag);
  element.setAttribute(attribute, value);
  return parent.insertBefore(element, parent.firstChild);
}

/**
 * Puts a `<main>` in the place of whatever shows the page now. Nothing of the old state stays, wherever others put it; the
 * pictures that stay are not loaded again; focus, opened details and the part in sight stay where they are.
 */
export function put(main) {
  const { app, news, notice } = surroundings();
  const olds = [...document.querySelectorAll('main')];
  const held = hold(olds);
  keepPictures(olds, main);
  app.appendChild(main);
  if (app.parentNode !== document.body) document.body.insertBefore(app, document.body.firstChild);
  sweep(app, [news, notice, main]);
  sweep(document.body, [app, ...document.querySelectorAll('body > .lightbox, body > template, body > script')]);
  for (const meta of document.querySelectorAll('meta[property],meta[name=description],link[as=image]')) meta.remove();
  held(main);
}

function sweep(parent, kept) {
  for (const node of [...parent.childNodes]) {
    if (!kept.includes(node)) node.remove();
  }
}

function keepPictures(olds, main) {
  const before = olds.flatMap((old) => [...old.querySelectorAll('img')]).filter(({ hidden }) => !hidden);
  for (const fresh of main.querySelectorAll('img')) {
    const same = (name) => (old) => old.getAttribute(name) === fresh.getAttribute(name);
    const at = before.findIndex((old) => same('src')(old) && same('srcset')(old) && same('sizes')(old));
    if (at < 0) continue;
    const [old] = before.splice(at, 1);
    old.alt = fresh.alt;
    fresh.replaceWith(old);
  }
}

/** Remembers what the reader has in hand and in sight; answers what gives it back on another page. */
function hold(olds) {
  const active = document.activeElement;
  const nameOf = (element) => {
    const picture = element.querySelector('img');
    return [element.tagName, element.className, element.getAttribute('href'), picture && picture.getAttribute('src')].join(' ');
  };
  const name = olds.some((old) => old.contains(active)) && nameOf(active);
  const open = olds.flatMap((old) => [...old.querySelectorAll('details[open]')]).map((details) => details.className);
  const parts = olds.flatMap((old) => [...old.querySelectorAll('section,.tracking__updated')]);
  const top = (part) => part.getBoundingClientRect().top;
  const seen = parts.find((part) => part.getBoundingClientRect().bottom > 0);
  const [kind, offset] = seen && scrollY > 0 ? [seen.className.split(' ').pop(), top(seen)] : [];
  return (main) => {
    for (const details of main.querySelectorAll('details')) details.open = open.includes(details.className);
    const anchor = kind && main.getElementsByClassName(kind)[0];
    if (anchor) scrollBy(0, top(anchor) - offset);
    const again = name && [...main.querySelectorAll(FOCUSABLE)].find((element) => nameOf(element) === name);
    if (again) again.focus({ preventScroll: true });
  };
}

/** Says how long ago the page was checked, and whether it may be out of date. */
export function tell(age, failing) {
  const { notice } = surroundings();
  const words = failing ? notice.dataset.text || '' : '';
  if (notice.textContent !== words) notice.textContent = words;
  const slot = document.querySelector('[data-checked]');
  if (!slot) return;
  const minutes = Math.floor(age / 60_000);
  const unit = minutes < 60 ? 'minute' : 'hour';
  let text = slot.dataset.now;
  try {
    const count = minutes < 60 ? minutes : Math.floor(minutes / 60);
    if (minutes > 0) text = slot.dataset.checked.replace('{when}', away(slot.lang, -count, unit));
  } catch {
    text = '';
  }
  slot.hidden = !text;
  if (slot.textContent !== text) slot.textContent = text;
}

/** The page, shown or hidden; not what stands in its place. */
export function findPage() {
  return document.querySelector('main:not([data-why])');
}

/** Hides what may not be true any more. In its place stands why, unless it is only for a moment. */
export function hide(isStale, isBrief) {
  const { app } = surroundings();
  for (const main of document.querySelectorAll('main:not([data-why])')) main.hidden = true;
  const dialog = document.querySelector('.lightbox[open]');
  if (dialog) dialog.close();
  if (isBrief || document.querySelector('[data-why]')) return;
  for (const boot of document.querySelectorAll('.tracking-boot')) boot.remove();
  const card = copyOf('offline');
  if (!card) return;
  card.dataset.why = isStale ? 'stale' : 'offline';
  card.querySelector(isStale ? '[data-offline]' : '[data-stale]').remove();
  app.appendChild(card);
}

/** Shows what `hide` hid. */
export function show() {
  for (const card of document.querySelectorAll('[data-why]')) card.remove();
  for (const main of document.querySelectorAll('main')) main.hidden = false;
}
