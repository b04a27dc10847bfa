// What both benchmarks share: Lighthouse in a browser of its own, how its figures are read, and their table.

import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

export const audit = (id) => (result) => result.audits[id].numericValue;
export const category = (id) => (result) => Math.round(result.categories[id].score * 100);
const requests = (result) => result.audits['network-requests'].details.items;
export const bytes = (isMeant) => (result) =>
  requests(result)
    .filter(isMeant)
    .reduce((sum, { transferSize }) => sum + transferSize, 0);
export const foreign = (result) =>
  requests(result).filter(({ url }) => new URL(url).origin !== new URL(result.finalDisplayedUrl).origin).length;

/** A browser of its own. */
export const browser = (chromePath) =>
  launch({
    chromePath,
    chromeFlags: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  });

/** One run with a browser of its own, which `prepare` gets first. */
export async function run(chromePath, url, prepare = () => {}, attempts = 3) {
  const chrome = await browser(chromePath);
  try {
    await prepare(chrome.port);
    const { lhr } = await lighthouse(url, {
      port: chrome.port,
      logLevel: 'silent',
      onlyCategories: ['performance', 'accessibility', 'best-practices'],
    });
    if (!lhr.runtimeError) {
      return lhr;
    }
    // Lighthouse itself asks to be run again when the browser was slow to start.
    if (attempts > 1) {
      return await run(chromePath, url, prepare, attempts - 1);
    }
    throw new Error(lhr.runtimeError.message);
  } finally {
    chrome.kill();
  }
}

export const median = (values) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];

/** Prints the table of one page; what misses its bound. */
export function table(title, results, figures) {
  const missed = [];
  console.log(`\n| ${title} | median | least to most | bound |\n| --- | --- | --- | --- |`);
  for (const { name, unit = '', of, least, most, mostWithPhoto } of figures) {
    const values = results.map(of);
    const limit = title.startsWith('with a') ? (mostWithPhoto ?? most) : most;
    const value = median(values);
    const shown = (number) =>
      `${Math.round(number * 1000) / 1000 < 1 ? Math.round(number * 1000) / 1000 : Math.round(number)}${unit && ` ${unit}`}`;
    const bound = least === undefined ? (limit === undefined ? '' : `at most ${limit}`) : `at least ${least}`;
    console.log(`| ${name} | ${shown(value)} | ${shown(Math.min(...values))} to ${shown(Math.max(...values))} | ${bound} |`);
    if (value > limit || value < least) {
      missed.push(`${title}: ${name} is ${shown(value)}`);
    }
  }
  return missed;
}
