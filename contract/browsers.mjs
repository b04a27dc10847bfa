// The lowest versions of browsers that have everything that the bundle uses, by MDN's compatibility data, and that they stand in
// the README.
//
//     browsers.mjs [--write] [--why]
//
// `--write` changes the README, `--why` says what decides.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ofScript, ofStyle, ofMarkup, ofPolicy, ofWasm } from './features.mjs';
import { BROWSERS, lowest, newest } from './support.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const text = (path) => readFileSync(join(root, path), 'utf8');
const list = (folder, ending) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));

const BEGIN = '<!-- The lowest versions: contract/browsers.mjs --write -->\n';
const END = '<!-- end -->\n';

const POLICY = 'api/public/src/pages/document.rs';

function sourcesBelow(folder) {
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => name.endsWith('.rs'))
    .map((name) => join(folder, name));
}

// The staff app, and the customer's page whatever its files are called.
const { staff, ...others } = JSON.parse(text('web/dist/manifest.json')).entries;
const [page] = Object.values(others);
/** What stands in every document and is written for old browsers. */
const heart = join('web/dist', page.heart);

/** Everything that an entry point uses, each with where. */
function features(entry) {
  const { script, stylesheet, later_stylesheet, converter, waiting, worker } = entry;
  const later = [converter, waiting, worker].filter((address) => address !== undefined);
  const path = (address) => join('web/dist', address);
  const isStaff = entry === staff;
  const inline = isStaff ? [] : [heart];
  const markup = isStaff
    ? ['web/html/staff.html', ...sourcesBelow('web/ui/src/components'), ...sourcesBelow('web/staff/src/pages')]
    : [...list('web/html', '.html').filter((name) => !name.includes('staff')), ...sourcesBelow('web/page/src')];
  return [
    ...[path(script), ...inline, ...later.map(path)].flatMap((file) => ofScript(text(file), file)),
    ...[stylesheet, later_stylesheet].filter(Boolean).flatMap((style) => [...ofStyle(text(path(style)), style)]),
    ...markup.flatMap((file) => ofMarkup(text(file), file)),
    ...ofPolicy(text(POLICY), POLICY),
    ...ofWasm(text('xtask/src/bundle/wasm.rs'), 'xtask/src/bundle/wasm.rs'),
  ];
}

const ROWS = [
  ["the customer's page, live", features(page)],
  ['the staff app', features(staff)],
  ["the customer's page, finished, with what ends it", ofScript(text(heart), heart)],
];

// What is in use for certain is found, so nothing else is missing because nobody looked.
for (const [row, key] of [
  [0, 'api HTMLDialogElement'],
  [0, 'css at-rules container'],
  [0, 'css selectors has'],
  [0, 'html elements dialog'],
  [0, 'http headers Content-Security-Policy script-src wasm-unsafe-eval'],
  [0, 'webassembly reference-types'],
  [1, 'css types color color-mix'],
  [1, 'javascript operators optional_chaining'],
  [2, 'javascript builtins Intl DateTimeFormat'],
]) {
  if (!ROWS[row][1].some((feature) => feature.key === key)) {
    throw new Error(`${key} is in use for ${ROWS[row][0]}, and was not found`);
  }
}

const head = `| | ${BROWSERS.map(({ name }) => name).join(' | ')} |\n|---|${BROWSERS.map(() => '---|').join('')}\n`;
const rows = ROWS.map(([name, used]) => `| ${name} | ${BROWSERS.map((browser) => lowest(used, browser)).join(' | ')} |\n`);
const table = `${BEGIN}${head}${rows.join('')}${END}`;

if (process.argv.includes('--why')) {
  for (const [name, used] of ROWS) {
    console.log(`\n${name}: ${new Set(used.map(({ key }) => key)).size} features`);
    for (const browser of BROWSERS) {
      console.log(`  ${browser.name}`);
      newest(used, browser)
        .slice(0, 8)
        .forEach(({ key, where, version }) => console.log(`    ${version} ${key} (${where})`));
    }
  }
}

const readme = text('README.md');
const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
if (begin < 0 || end < begin) {
  throw new Error('README.md has no place for the table of browsers');
}
const written = readme.slice(begin, end + END.length);
if (process.argv.includes('--write')) {
  writeFileSync(
    join(root, 'README.md'),
    readme.replace(written, () => table),
  );
} else if (written !== table) {
  throw new Error(
    `README.md says\n${written}\nbut the bundle needs\n${table}\nSee \`node contract/browsers.mjs --why\`; \`--write\` writes it.`,
  );
}
console.log(table);
