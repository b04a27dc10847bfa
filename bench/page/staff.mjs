// The staff app on a phone with slow 4G, on the data of the demo: what is loaded before something is painted, when it can be
// used, and what Lighthouse makes of it.
//
//     node staff.mjs <importops> <chromium>
//
// Five runs of each page, in turns, medians. Each has a browser of its own with an empty cache. Ends with 1 when a bound is missed.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import puppeteer from 'puppeteer-core';
import { audit, browser, category, run, table } from './report.mjs';

const RUNS = 5;
/** What Lighthouse calls slow 4G, applied for real: bytes a second, milliseconds. */
const SLOW_4G = { offline: false, latency: 150, downloadThroughput: (1_638.4 * 1_024) / 8, uploadThroughput: (750 * 1_024) / 8 };
const SLOWER_PROCESSOR = 4;

const FIGURES = [
  { name: 'Bytes loaded before the first paint', unit: 'B', of: ({ paintBytes }) => paintBytes, most: 200_000 },
  { name: 'Bytes loaded until it can be used', unit: 'B', of: ({ usableBytes }) => usableBytes },
  { name: 'First paint', unit: 'ms', of: ({ paint }) => paint },
  { name: 'Can be used', unit: 'ms', of: ({ usable }) => usable, most: 2_000 },
  { name: 'Lighthouse: performance', of: ({ lhr }) => category('performance')(lhr), least: 95 },
  { name: 'Lighthouse: accessibility', of: ({ lhr }) => category('accessibility')(lhr), least: 100 },
  { name: 'Lighthouse: First Contentful Paint', unit: 'ms', of: ({ lhr }) => audit('first-contentful-paint')(lhr) },
  { name: 'Lighthouse: Largest Contentful Paint', unit: 'ms', of: ({ lhr }) => audit('largest-contentful-paint')(lhr) },
  { name: 'Lighthouse: Total Blocking Time', unit: 'ms', of: ({ lhr }) => audit('total-blocking-time')(lhr) },
  { name: 'Lighthouse: Cumulative Layout Shift', unit: '', of: ({ lhr }) => audit('cumulative-layout-shift')(lhr) },
];

/** What there is on a page when the program shows it and listens: never what the document itself shows. */
const USABLE = {
  'sign-in': '.sign-in:not([data-early]) input[type=password]',
  'the list': '.vehicles__row a[href]',
  'a vehicle': '.vehicle__details dd',
};

/** The demo, with the session of its admin. */
async function start(importops) {
  const directory = await mkdtemp(join(tmpdir(), 'importops-bench-'));
  const env = { PATH: process.env.PATH, IMPORTOPS_DATA_DIR: directory, IMPORTOPS_LOG: 'error' };
  const server = spawn(importops, ['demo', '--listen', '127.0.0.1:0'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const told = { base: '', password: '' };
  for await (const line of createInterface({ input: server.stdout })) {
    told.base ||= /listening on (\S+)/.exec(line)?.[1];
    told.password ||= /admin@demo\.example\s+(\S+)/.exec(line)?.[1];
    if (told.base && told.password) {
      break;
    }
  }
  const stop = async () => {
    server.kill('SIGKILL');
    await once(server, 'exit');
    await rm(directory, { recursive: true, force: true });
  };
  return { ...told, stop };
}

/** Signs a browser in, as the app does; answers the access token. */
async function signIn({ base, password }, port) {
  const answer = await fetch(`${base}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-requested-with': 'importops', origin: base },
    body: JSON.stringify({ email: 'admin@demo.example', password }),
  });
  if (port) {
    const [name, value] = answer.headers.get('set-cookie').split(';')[0].split('=');
    const connected = await puppeteer.connect({ browserURL: `http://127.0.0.1:${port}` });
    await connected.setCookie({ name, value, domain: '127.0.0.1', path: '/', httpOnly: true, sameSite: 'Strict' });
    await connected.disconnect();
  }
  return (await answer.json()).access_token;
}

/** Opens a page over a throttled line with a throttled processor, and waits until it can be used. */
async function open(chromePath, url, usable, prepare) {
  const chrome = await browser(chromePath);
  try {
    await prepare(chrome.port);
    const connected = await puppeteer.connect({ browserURL: `http://127.0.0.1:${chrome.port}` });
    const page = await connected.newPage();
    await page.setViewport({ width: 412, height: 823, deviceScaleFactor: 1.75, isMobile: true, hasTouch: true });
    const devtools = await page.createCDPSession();
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', SLOW_4G);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_PROCESSOR });
    let begun;
    const received = [];
    devtools.on('Network.requestWillBeSent', ({ timestamp }) => {
      begun ??= timestamp;
    });
    devtools.on('Network.dataReceived', ({ timestamp, encodedDataLength }) => {
      received.push({ at: (timestamp - begun) * 1_000, bytes: encodedDataLength });
    });
    await page.evaluateOnNewDocument((selector) => {
      const look = () => {
        if (document.querySelector(selector)) {
          // After the frame that shows it.
          requestAnimationFrame(() => setTimeout(() => performance.mark('usable')));
        } else {
          requestAnimationFrame(look);
        }
      };
      look();
    }, usable);
    await page.goto(url, { waitUntil: 'domcontentloaded' });
    const isOver = () => ['usable', 'first-contentful-paint'].every((name) => performance.getEntriesByName(name).length > 0);
    await page.waitForFunction(isOver, { timeout: 60_000 });
    const times = await page.evaluate(() => ({
      paint: performance.getEntriesByName('first-contentful-paint')[0].startTime,
      usable: performance.getEntriesByName('usable')[0].startTime,
    }));
    const until = (end) => received.filter(({ at }) => at <= end).reduce((sum, { bytes }) => sum + bytes, 0);
    await connected.disconnect();
    return { ...times, paintBytes: until(times.paint), usableBytes: until(times.usable) };
  } finally {
    chrome.kill();
  }
}

const [importops, chromium] = process.argv.slice(2);
const demo = await start(importops);
const missed = [];
try {
  const token = await signIn(demo);
  const list = await fetch(`${demo.base}/api/v1/vehicles`, { headers: { authorization: `Bearer ${token}` } });
  const [{ id }] = (await list.json()).data;
  const signed = (port) => signIn(demo, port);
  const pages = [
    { title: 'sign-in', path: '/sign-in', prepare: () => {} },
    { title: 'the list', path: '/vehicles', prepare: signed },
    { title: 'a vehicle', path: `/vehicles/${id}`, prepare: signed },
  ];
  const results = Object.fromEntries(pages.map(({ title }) => [title, []]));
  for (let turn = 0; turn < RUNS; turn += 1) {
    for (const { title, path, prepare } of pages) {
      const url = demo.base + path;
      const opened = await open(chromium, url, USABLE[title], prepare);
      results[title].push({ ...opened, lhr: await run(chromium, url, prepare) });
    }
  }
  for (const [title, runs] of Object.entries(results)) {
    missed.push(...table(title, runs, FIGURES));
  }
} finally {
  await demo.stop();
}
if (missed.length > 0) {
  console.error(`\n${missed.join('\n')}`);
  process.exitCode = 1;
}
