// No list of a blocker blocks what the pages ask of the server, wherever it is hosted.

import { Blockers, HOSTS, listen, type Asked } from '../support/blockers.ts';
import { expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { pictured } from '../support/pictured.ts';
import { picture } from '../support/pictures.ts';

const STAFF_PAGES = [
  '/vehicles',
  '/tracking-links',
  '/settings/organization',
  '/settings/members',
  '/settings/api-keys',
  '/settings/webhooks',
  '/settings/audit-log',
  '/settings/account',
];

/** What browsers ask for without a page's doing. */
const BESIDE: Asked[] = ['/api/security-reports', '/favicon.ico', '/favicon.svg', '/robots.txt'].map((path) => ({
  path,
  kind: 'other',
  from: '/',
}));

test('the engine and its lists block what they are made for', () => {
  const blockers = new Blockers();
  expect(blockers.sizes.map(([name]) => name)).toEqual([
    'adguard-base-2026.json',
    'adguard-tracking-2026.json',
    'easylist-2019.txt',
    'easylist-2022.txt.gz',
    'easyprivacy-2019.txt',
    'easyprivacy-2022.txt.gz',
  ]);
  for (const [name, rules] of blockers.sizes) {
    expect(rules, name).toBeGreaterThan(10_000);
  }
  // What was ours once: rules about it are in the lists of more than one year.
  const blocked = (path: string, kind: string, host: string) => blockers.blocking({ path, kind, from: '/t/x' }, host).length;
  expect(blocked('/assets/tracking-0123456789abcdef.js', 'script', 'www.importer.example')).toBeGreaterThan(1);
  expect(blocked('/assets/tracking-0123456789abcdef.wasm', 'fetch', 'importer.example')).toBeGreaterThan(1);
  expect(blocked('/api/v1/public/tracking/x/events', 'eventsource', 'tracking.importer.example')).toBeGreaterThan(0);
  expect(blocked('/api/v1/public/tracking/x/events', 'eventsource', 'www.importer.example')).toBe(0);
  // And the kind, in AdGuard's lists too.
  expect(blocked('/tracking/views/1', 'fetch', 'importer.example')).toBeGreaterThan(0);
  expect(blocked('/tracking-pixel/1.gif', 'image', 'importer.example')).toBeGreaterThan(2);
});

test('no list blocks what the pages ask for, on any host', async ({ importer, people, server }) => {
  test.setTimeout(180_000);
  const admin = await people.staff(importer.admin);
  await importer.api.upload('PUT', '/organization/logo', await picture(admin, 'logo.png', { width: 300, height: 100 }));
  const { vehicle, url } = await pictured(importer, admin, 2);
  await importer.api.patch(`/vehicles/${vehicle.id}`, { eta: importer.day(30) });
  await importer.api.post(`/vehicles/${vehicle.id}/notes`, { scope: 'customer', body: 'Loaded.' });

  const customer = await people.stranger();
  const seen = listen(customer.context(), server.url);
  const counted = customer.waitForRequest((request) => request.method() === 'POST');
  const calendar = customer.waitForEvent('download');
  await expectLive(customer, url);
  await counted;
  await customer
    .locator('main')
    .getByRole('button', { name: /^Show photo/ })
    .first()
    .click();
  await customer.keyboard.press('Escape');
  await customer.locator('a[href$=".ics"]').first().click();
  await (await calendar).cancel();
  // What the page asks for after a change.
  const looked = customer.waitForRequest((request) => request.resourceType() === 'xhr');
  await importer.api.patch(`/vehicles/${vehicle.id}`, { eta: importer.day(40) });
  await looked;
  // What a chat app asks for, in a browser too.
  const html = await (await customer.request.get(url)).text();
  const [, preview] = /property="og:image" content="([^"]+)"/.exec(html) ?? [];
  seen.push({ path: new URL(preview ?? '').pathname, kind: 'image', from: '/' });

  const staff = listen(admin.context(), server.url);
  for (const path of [...STAFF_PAGES, `/vehicles/${vehicle.id}`]) {
    await admin.goto(path);
    await expect(admin.getByRole('heading', { level: 1 })).toBeVisible();
    await admin.waitForLoadState('networkidle');
  }
  await admin
    .getByRole('button', { name: /tracking link/i })
    .first()
    .click();
  await admin.waitForLoadState('networkidle');

  // Each kind of request was made: none is missing because the page did not get so far.
  const of = (asked: Asked[], kind: string) => asked.filter((one) => one.kind === kind).length;
  for (const kind of ['document', 'script', 'fetch', 'xhr', 'eventsource', 'image']) {
    expect(of(seen, kind), `${kind} of the page`).toBeGreaterThan(0);
  }
  for (const kind of ['document', 'script', 'stylesheet', 'fetch', 'image']) {
    expect(of(staff, kind), `${kind} of the staff app`).toBeGreaterThan(0);
  }
  const blockers = new Blockers();
  const all = new Map([...seen, ...staff, ...BESIDE].map((asked) => [`${asked.kind} ${asked.path}`, asked]));
  const blocked = HOSTS.flatMap((host) => [...all.values()].flatMap((asked) => blockers.blocking(asked, host)));
  console.log(`${all.size} requests on ${HOSTS.length} hosts: ${blocked.length} blocked`);
  expect(blocked).toEqual([]);
});
