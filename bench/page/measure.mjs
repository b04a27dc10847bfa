// The customer's page as Lighthouse sees it on a phone with slow 4G, and what a page costs the server while it is open.
//
//     node measure.mjs <importops> <chromium>
//
// Five runs of a page with a hero photo and of one without, in turns, medians. Ends with 1 when a bound is missed.

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { audit, bytes, category, foreign, run, table } from './report.mjs';

const RUNS = 5;
const OPEN_PAGES = { before: 500, more: 4_000 };
const PICTURE = fileURLToPath(new URL('../../api/server/src/demo/pictures/land-cruiser-quay.webp', import.meta.url));
const PASSWORD = 'a good long password';

/** Name, unit, how it is read, and its bound if it has one: at least or at most. */
const FIGURES = [
  { name: 'Performance', of: category('performance'), least: 100 },
  { name: 'Accessibility', of: category('accessibility'), least: 100 },
  { name: 'Best practices', of: category('best-practices'), least: 100 },
  { name: 'First Contentful Paint', unit: 'ms', of: audit('first-contentful-paint'), most: 900 },
  { name: 'Largest Contentful Paint', unit: 'ms', of: audit('largest-contentful-paint'), most: 900, mostWithPhoto: 1500 },
  { name: 'Total Blocking Time', unit: 'ms', of: audit('total-blocking-time'), most: 50 },
  { name: 'Cumulative Layout Shift', unit: '', of: audit('cumulative-layout-shift'), most: 0 },
  // With the heads of the answers; without them the bundle and a test of the documents hold them to 60 and 15 kB.
  { name: 'Program and script', unit: 'B', of: bytes(({ url }) => /\.(js|wasm)$/.test(url)) },
  { name: 'Document', unit: 'B', of: bytes(({ resourceType }) => resourceType === 'Document') },
  { name: 'Requests to other origins', unit: '', of: foreign, most: 0 },
];

/** A server of its own with an organisation, two vehicles and their links. */
async function start(importops) {
  const directory = await mkdtemp(join(tmpdir(), 'importops-bench-'));
  const env = {
    PATH: process.env.PATH,
    IMPORTOPS_DATA_DIR: directory,
    IMPORTOPS_LOG: 'error',
    IMPORTOPS_REQUESTS_PER_ADDRESS: '1000000',
  };
  const server = spawn(importops, ['serve', '--json', '--listen', '127.0.0.1:0'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: server.stdout }), 'line');
  const base = JSON.parse(line).listening;
  const made = spawnSync(
    importops,
    ['org', 'create', '--name=Harbour Imports', '--country=DE', '--admin-name=Alex Weber', '--admin-email=alex@harbour.example'],
    { env, input: PASSWORD, stdio: ['pipe', 'ignore', 'inherit'] },
  );
  if (made.status !== 0) {
    throw new Error('the organisation was not created');
  }
  let token = '';
  const call = async (method, path, body) => {
    const isForm = body instanceof FormData;
    const headers = {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(!isForm && { 'content-type': 'application/json' }),
    };
    const answer = await fetch(`${base}/api/v1${path}`, { method, headers, body: isForm ? body : JSON.stringify(body) });
    if (!answer.ok) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    }
    return answer.json();
  };
  token = (await call('POST', '/session', { email: 'alex@harbour.example', password: PASSWORD })).access_token;
  const eta = new Date(Date.now() + 12 * 86_400_000).toISOString().slice(0, 10);
  const urls = {};
  for (const photo of [false, true]) {
    const { id } = await call('POST', '/vehicles', { year: 2021, make: 'Toyota', model: 'Land Cruiser', eta });
    await call('POST', `/vehicles/${id}/notes`, {
      scope: 'customer',
      body: 'Loaded in Yokohama. The crossing takes about five weeks.',
    });
    if (photo) {
      const form = new FormData();
      form.append('file', new Blob([await readFile(PICTURE)]), 'quay.webp');
      await call('POST', `/vehicles/${id}/photos`, form);
    }
    urls[photo ? 'with a hero photo' : 'without a photo'] = (await call('POST', `/vehicles/${id}/tracking-link`, {})).url;
  }
  const stop = async () => {
    server.kill('SIGKILL');
    await once(server, 'exit');
    await rm(directory, { recursive: true, force: true });
  };
  return { server, urls, stop };
}

async function residentKib(pid) {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(await readFile(`/proc/${pid}/status`, 'utf8'))[1]);
}

/** What one more open page adds to the server's memory, in KiB. */
async function openPages(server, url) {
  const { origin, pathname } = new URL(url);
  const events = `${origin}/api/v1/public/tracking/${pathname.split('/').pop()}/events`;
  const agent = new Agent({ keepAlive: false, maxSockets: Infinity });
  const lines = [];
  const open = async (count) => {
    for (let opened = 0; opened < count; opened += 100) {
      const some = await Promise.all(
        Array.from(
          { length: 100 },
          () =>
            new Promise((resolve, reject) =>
              get(events, { agent }, (answer) => {
                answer.resume();
                answer.once('data', () => resolve(answer));
              }).on('error', reject),
            ),
        ),
      );
      lines.push(...some);
    }
  };
  await open(OPEN_PAGES.before);
  const before = await residentKib(server.pid);
  await open(OPEN_PAGES.more);
  const after = await residentKib(server.pid);
  lines.forEach((line) => line.destroy());
  return (after - before) / OPEN_PAGES.more;
}

const [importops, chromium] = process.argv.slice(2);
const { server, urls, stop } = await start(importops);
const missed = [];
try {
  const results = Object.fromEntries(Object.keys(urls).map((title) => [title, []]));
  for (let turn = 0; turn < RUNS; turn += 1) {
    for (const [title, url] of Object.entries(urls)) {
      results[title].push(await run(chromium, url));
    }
  }
  for (const [title, runs] of Object.entries(results)) {
    missed.push(...table(title, runs, FIGURES));
  }
  const kib = await openPages(server, urls['without a photo']);
  console.log(`\nOne more open page adds ${kib.toFixed(1)} KiB to the server (${OPEN_PAGES.more} beside ${OPEN_PAGES.before}).`);
} finally {
  await stop();
}
if (missed.length > 0) {
  console.error(`\n${missed.join('\n')}`);
  process.exitCode = 1;
}
