// A page that stays open while staff work: it follows by itself, and dies with the link.

import { allowDeath, expectLive, expectNotAvailable } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';

test('an open page follows what staff change, says so, and is gone with the link', async ({ importer, people, watch }) => {
  allowDeath(watch);
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const customer = await people.stranger();
  await expectLive(customer, url);
  const announced = customer.locator('#app > [role="status"]').first();
  await expect(customer.getByText('No news yet. It will appear here.')).toBeVisible();
  // The page itself is not touched from here on: no reload, no focus, no clock.
  await customer.evaluate(() => Object.assign(window, { untouched: true }));

  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  await expect(customer.getByText('Loaded in Yokohama.')).toBeVisible();
  await expect(announced).toHaveText(/^This page has just been updated: .*News from Harbour Imports/);
  await expect(customer.locator('.part--notes')).toHaveAttribute('data-new', 'New');

  await importer.api.put(`/vehicles/${vehicle.id}/stage`, { stage: 'arrived', arrived_on: '2026-05-14' });
  await expect(customer.getByText('Arrived on')).toBeVisible();
  await expect(customer.getByRole('listitem').filter({ hasText: 'Arrived at destination' })).toHaveAttribute(
    'aria-current',
    'step',
  );
  expect(await customer.evaluate(() => 'untouched' in window)).toBe(true);

  await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
  await expectNotAvailable(customer);
  expect(await customer.content()).not.toContain('Loaded in Yokohama.');
  expect(await customer.evaluate(() => localStorage.length)).toBe(0);
});

test('what is new since the last visit is marked, and nothing readable stays in the browser', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const customer = await people.stranger();
  await expectLive(customer, url);
  await expect.poll(() => customer.evaluate(() => localStorage.length)).toBe(1);
  await expect(customer.locator('[data-new]')).toHaveCount(0);
  const kept = await customer.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
  const slug = new URL(url).pathname.split('/').pop()!;
  for (const secret of [slug, 'Toyota', 'Harbour']) {
    expect(kept).not.toContain(secret);
  }
  expect(kept).toMatch(/^\{"[0-9a-f]{32}":"[0-9a-f]{48}"\}$/);

  await customer.goto('about:blank');
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  await expectLive(customer, url);
  await expect(customer.locator('.part--notes')).toHaveAttribute('data-new', 'New');
  await expect(customer.locator('[data-new]')).toHaveCount(1);
  await customer.reload();
  await expect(customer.getByText('Loaded in Yokohama.')).toBeVisible();
  await expect(customer.locator('[data-new]')).toHaveCount(0);
});

test('a link that dies before the program has come is found dead all the same', async ({ importer, people, watch }) => {
  allowDeath(watch);
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const customer = await people.stranger();
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await customer.route(/\.wasm$/, async (route) => {
    await arrived;
    await route.continue();
  });
  await customer.goto(url, { waitUntil: 'commit' });
  await expect(customer.getByRole('heading', { level: 1, name: '2021 Toyota Land Cruiser' })).toBeVisible();
  await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
  arrive();
  await expectNotAvailable(customer);
});
