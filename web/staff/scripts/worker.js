// The service worker of the staff app's vehicles. It keeps the files that the app consists of, whose names change with their content, and says
// what waits where there is no connection. It never keeps an answer of the API or a document, and no customer's page can come under it: its
// script may not control anything but `/vehicles` (`api/public/src/bundle.rs`).

import offline from '../../html/staff/offline.html';
import { count } from './waiting.js';

const PREFIX = 'importops-app-';
const CACHE = PREFIX + RELEASE;
const FILES = new Set(ASSETS);

addEventListener('install', (event) => event.waitUntil(keepFiles()));
addEventListener('activate', (event) => event.waitUntil(takeOver()));

addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== location.origin) {
    return;
  }
  if (request.mode === 'navigate') {
    event.respondWith(fetched(event).catch(offlinePage));
  } else if (FILES.has(pathname)) {
    event.respondWith(file(request));
  }
});

async function keepFiles() {
  const cache = await caches.open(CACHE);
  await cache.addAll(ASSETS);
  // Documents come from the server always, and name the files that they need: nothing speaks for the version before.
  await skipWaiting();
}

/** Lets go of the files of the version before. */
async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  // So that no page waits for this worker to start.
  await registration.navigationPreload?.enable();
  await clients.claim();
}

async function fetched(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

async function file(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreVary: true })) ?? fetch(request);
}

/** Says that there is no connection, and how many photos wait for one. */
async function offlinePage() {
  const waiting = await count().catch(() => 0);
  const html = offline
    .replace('{{stylesheet}}', STYLE_SHEET)
    .replaceAll('{{title}}', navigator.onLine ? 'The server could not be reached' : 'You are offline')
    .replace('{{waiting}}', words(waiting));
  const [, script] = /<script>([^<]*)<\/script>/.exec(html);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script)));
  const policy =
    `default-src 'none'; script-src 'sha256-${btoa(String.fromCharCode(...digest))}'; style-src 'self'; base-uri 'none'; ` +
    "form-action 'none'; frame-ancestors 'none'";
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
  return new Response(html, { headers });
}

function words(waiting) {
  if (waiting === 0) {
    return 'No photos are waiting on this device.';
  }
  const [photos, are] = waiting === 1 ? ['1 photo is', 'It is'] : [`${waiting} photos are`, 'They are'];
  return `${photos} waiting on this device. ${are} sent once you are connected and signed in.`;
}
