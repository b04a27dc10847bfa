// A dead link: whatever stood in the document, and whoever put it there, it goes.

/** What the head keeps: nothing in it speaks of the vehicle. */
const KEPT =
  'style,link[rel=stylesheet],link[rel=icon],meta[charset],meta[name=viewport],meta[name=color-scheme],meta[name=theme-color],meta[name=referrer],meta[name=robots]';

/** Replaces everything by "link not available", and forgets the visit that was remembered under this name. */
export function wipe(visit) {
  try {
    localStorage.removeItem(visit);
  } catch {
    // What may not be kept was not kept.
  }
  const { documentElement: root, body } = document;
  const card = copyOf('dead') || fallback();
  const heading = card.querySelector('h1');
  for (const element of [...document.head.children]) {
    if (!element.matches(KEPT)) element.remove();
  }
  document.title = heading.textContent;
  // Translators and extensions put elements beside the body too.
  for (const element of [...root.children]) {
    if (element !== document.head && element !== body) element.remove();
  }
  body.textContent = '';
  body.appendChild(card);
}

/** What a template of the document holds; nothing where somebody took it away. */
export function copyOf(id) {
  const template = document.getElementById(id);
  const first = template && template.content && template.content.firstElementChild;
  return first && document.importNode(first, true);
}

/** Where not even the template is left. */
function fallback() {
  const main = document.createElement('main');
  main.className = 'unavailable';
  main.appendChild(document.createElement('h1')).textContent = 'Link not available';
  return main;
}
