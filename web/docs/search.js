// The documentation's script: results while somebody types, and buttons that copy. Everything else works without it.

/** Milliseconds without another letter before the server is asked. */
const PAUSE = 120;
/** Results that the list shows; the page with results has more. */
const SHOWN = 8;

const input = document.getElementById('q');
const form = input.form;
const list = document.createElement('div');
let timer;
/** The number of the latest question: an answer to an earlier one is not shown. */
let asked = 0;
let chosen = -1;

list.id = 'found';
list.className = 'found';
list.setAttribute('role', 'listbox');
list.setAttribute('aria-label', 'Results');
list.hidden = true;
form.append(list);
input.setAttribute('role', 'combobox');
input.setAttribute('aria-expanded', 'false');
input.setAttribute('aria-controls', list.id);
input.setAttribute('aria-autocomplete', 'list');

function close() {
  list.hidden = true;
  input.setAttribute('aria-expanded', 'false');
  choose(-1);
}

function choose(index) {
  chosen = index;
  [...list.children].forEach((option, at) => {
    option.setAttribute('aria-selected', String(at === index));
  });
  const option = list.children[index];
  if (option) {
    input.setAttribute('aria-activedescendant', option.id);
    option.scrollIntoView({ block: 'nearest' });
  } else {
    input.removeAttribute('aria-activedescendant');
  }
}

function option(hit, index) {
  const element = document.createElement('div');
  const kind = document.createElement('span');
  const about = document.createElement('small');
  element.id = `found-${index}`;
  element.setAttribute('role', 'option');
  element.dataset.href = hit.href;
  kind.className = 'kind';
  kind.textContent = hit.kind;
  about.textContent = hit.about;
  element.append(`${hit.title} `, kind, about);
  return element;
}

async function search() {
  const query = input.value.trim();
  asked += 1;
  const number = asked;
  if (!query) return close();
  const answer = await fetch(`/docs/search.json?q=${encodeURIComponent(query)}`).catch(() => null);
  const hits = answer?.ok ? await answer.json() : [];
  if (number !== asked || document.activeElement !== input) return;
  list.replaceChildren(...hits.slice(0, SHOWN).map(option));
  list.hidden = hits.length === 0;
  input.setAttribute('aria-expanded', String(hits.length > 0));
  choose(-1);
}

function open(element) {
  close();
  location.assign(element.dataset.href);
}

input.addEventListener('input', () => {
  clearTimeout(timer);
  timer = setTimeout(search, PAUSE);
});

input.addEventListener('keydown', (event) => {
  const last = list.children.length - 1;
  if (event.key === 'Escape' && !list.hidden) {
    event.preventDefault();
    close();
  } else if (list.hidden || last < 0) {
    return;
  } else if (event.key === 'ArrowDown') {
    event.preventDefault();
    choose(chosen === last ? 0 : chosen + 1);
  } else if (event.key === 'ArrowUp') {
    event.preventDefault();
    choose(chosen <= 0 ? last : chosen - 1);
  } else if (event.key === 'Enter' && chosen >= 0) {
    event.preventDefault();
    open(list.children[chosen]);
  }
});

input.addEventListener('blur', close);
list.addEventListener('mousedown', (event) => {
  // The field keeps the focus, so that the list does not close before the click.
  event.preventDefault();
});
list.addEventListener('click', (event) => {
  const element = event.target.closest('[role="option"]');
  if (element) open(element);
});

document.addEventListener('keydown', (event) => {
  const typing = event.target instanceof Element && event.target.closest('input, textarea, select');
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    input.focus();
  }
});

/** Copies a block of code; the button says that it has. */
function addCopy(block) {
  const frame = document.createElement('div');
  const button = document.createElement('button');
  frame.className = 'code';
  button.type = 'button';
  button.className = 'copy';
  button.textContent = 'Copy';
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(block.textContent);
    button.textContent = 'Copied';
    setTimeout(() => {
      button.textContent = 'Copy';
    }, 2000);
  });
  block.replaceWith(frame);
  frame.append(block, button);
}

if (navigator.clipboard) {
  document.querySelectorAll('pre').forEach(addCopy);
}
