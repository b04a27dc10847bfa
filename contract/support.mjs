// MDN's compatibility data: since when a browser has a feature.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
const data = read(createRequire(import.meta.url).resolve('@mdn/browser-compat-data'));

/** The browsers of the table; where one name stands for several, all of them have to have a feature. */
export const BROWSERS = [
  { name: 'Safari', ids: ['safari', 'safari_ios'] },
  { name: 'Chrome', ids: ['chrome', 'chrome_android'] },
  { name: 'Firefox', ids: ['firefox', 'firefox_android'] },
  { name: 'Samsung Internet', ids: ['samsunginternet_android'] },
];

/** What we use and do without where it is missing: each with what happens then. */
const WITHOUT = Object.keys(read(new URL('./without.json', import.meta.url)));

/** Whether we do without it, or without all that begins so (`*`). */
const isSpared = (key) => WITHOUT.some((spared) => (spared.endsWith('*') ? key.startsWith(spared.slice(0, -1)) : key === spared));

/** The entry of a feature, by its key; none where MDN has none. */
export function entry(key) {
  return key.split(' ').reduce((place, name) => place?.[name], data)?.__compat;
}

/** Where something lies in the data. */
export function at(...path) {
  return path.reduce((place, name) => place?.[name], data);
}

const parts = (version) => version.replace('≤', '').split('.').map(Number);

/** Compares versions as numbers, part by part. */
export function compare(one, other) {
  const [left, right] = [parts(one), parts(other)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Since which version a browser has a feature without being told to; `Infinity` where it has not. */
export function since(compat, id) {
  const statements = [compat.support[id] ?? []].flat();
  // One that is said to be partial counts: what is missing is not what we use, or it stands in without.json.
  const working = statements.filter(
    ({ version_added, version_removed, flags, prefix, alternative_name }) =>
      typeof version_added === 'string' &&
      version_added !== 'preview' &&
      [version_removed, flags, prefix, alternative_name].every((one) => one === undefined),
  );
  const versions = working.map(({ version_added }) => version_added.replace('≤', ''));
  return versions.sort(compare)[0];
}

/** The features that a browser got last, the newest first. */
export function newest(used, { ids }) {
  const versions = new Map();
  const missing = new Set();
  for (const { key, keys = [key], where } of used) {
    if (isSpared(key)) continue;
    // Of several things of this name the oldest may be meant.
    const candidates = keys
      .map((one) => {
        const each = ids.map((id) => since(entry(one), id));
        return each.includes(undefined) ? undefined : each.sort(compare).at(-1);
      })
      .filter((version) => version !== undefined)
      .sort(compare);
    if (candidates.length === 0) {
      missing.add(`${key} (${where})`);
      continue;
    }
    versions.set(key, { key, where, version: candidates[0] });
  }
  if (missing.size > 0) {
    throw new Error(`${ids.join(', ')}: say in contract/without.json what happens without\n${[...missing].join('\n')}`);
  }
  return [...versions.values()].sort((one, other) => compare(other.version, one.version));
}

/** The lowest version of a browser that has everything. */
export function lowest(used, browser) {
  return newest(used, browser)[0]?.version ?? '1';
}
