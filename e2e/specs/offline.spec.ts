// The service worker of the staff app: what it keeps, and what it may never come near.

import { expect, test } from '../support/fixtures.ts';

test.use({ serviceWorkers: 'allow' });

test('vehicles open without a connection as far as to say so; a tracking page is never under the worker', async ({
  importer,
  people,
  watch,
}) => {
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const page = await people.staff(importer.admin);
  const context = page.context();
  const worker = context.waitForEvent('serviceworker');
  await page.goto('/vehicles');
  await expect(page.getByRole('link', { name: '2021 Toyota Land Cruiser' })).toBeVisible();
  expect(new URL((await worker).url()).pathname).toBe('/vehicles/worker.js');
  const scope = await page.evaluate(async () => (await navigator.serviceWorker.ready).scope);
  expect(new URL(scope).pathname).toBe('/vehicles');
  await page.reload();
  await expect(page.getByRole('link', { name: '2021 Toyota Land Cruiser' })).toBeVisible();
  const isControlled = () => navigator.serviceWorker.controller !== null;
  expect(await page.evaluate(isControlled)).toBe(true);

  // It keeps files whose names change with their content, and nothing that anybody typed or read.
  const kept = await page.evaluate(async () => {
    const caches = await Promise.all((await globalThis.caches.keys()).map((name) => globalThis.caches.open(name)));
    const requests = (await Promise.all(caches.map((cache) => cache.keys()))).flat();
    return requests.map(({ url }) => new URL(url).pathname);
  });
  expect(kept.length).toBeGreaterThan(5);
  for (const path of kept) {
    expect(path).toMatch(/^\/assets\/(staff|waiting|converter)[\w-]*-[0-9a-f]{16}\.(js|wasm|css)$/);
  }

  // No script of this site can put a tracking page under it, or anything else.
  const tracked = await context.newPage();
  await tracked.goto(url);
  await expect(tracked.getByRole('heading', { name: '2021 Toyota Land Cruiser' })).toBeVisible();
  expect(await tracked.evaluate(isControlled)).toBe(false);
  for (const scope of ['/', '/t', '/t/', new URL(url).pathname]) {
    const refused = await page.evaluate(
      (scope) =>
        navigator.serviceWorker.register('/vehicles/worker.js', { scope }).then(
          () => 'registered',
          (error: Error) => error.name,
        ),
      scope,
    );
    expect(refused, scope).toBe('SecurityError');
  }

  watch.expectLostConnections();
  await context.setOffline(true);
  await page.goto(`/vehicles/${vehicle.id}`);
  await expect(page.getByRole('heading', { name: 'You are offline' })).toBeVisible();
  await expect(page.getByText('No photos are waiting on this device.')).toBeVisible();
  await context.setOffline(false);
  // By itself, as soon as there is a connection.
  await expect(page.getByRole('heading', { level: 1, name: '2021 Toyota Land Cruiser' })).toBeVisible();
  watch.complaints.splice(
    0,
    watch.complaints.length,
    ...watch.complaints.filter((text) => !text.includes('Service-Worker-Allowed')),
  );
});
