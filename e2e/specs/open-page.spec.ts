// A page that is open when its link dies lets go of everything.

import { allowDeath, expectLive, expectNotAvailable } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';

test('an open page turns into "Link not available" when it is looked at again', async ({ importer, people, watch }) => {
  allowDeath(watch);
  const vehicle = await importer.vehicle();
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  const customer = await people.stranger();
  await expectLive(customer, await importer.link(vehicle));
  await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
  await customer.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await expectNotAvailable(customer);
  expect(await customer.content()).not.toContain('Loaded in Yokohama.');
});

test('an open page finds out by itself within a minute', async ({ importer, people, watch }) => {
  allowDeath(watch);
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const customer = await people.stranger();
  await customer.clock.install();
  await expectLive(customer, url);
  await importer.note(vehicle, 'customer', 'The ship has left.');
  await customer.clock.fastForward(61_000);
  await expect(customer.getByText('The ship has left.')).toBeVisible();
  await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
  await customer.clock.fastForward(61_000);
  await expectNotAvailable(customer);
});

test('going back after a revoke shows nothing of the vehicle', async ({ importer, people, watch }) => {
  allowDeath(watch);
  const vehicle = await importer.vehicle();
  const customer = await people.stranger();
  await expectLive(customer, await importer.link(vehicle));
  await customer.goto('/robots.txt');
  await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
  await customer.goBack();
  await expectNotAvailable(customer);
});

test('without a connection an open page says that it may be out of date', async ({ importer, people, watch }) => {
  const customer = await people.stranger();
  await expectLive(customer, await importer.link(await importer.vehicle()));
  watch.expect(503, /\/public\/tracking\//);
  await customer.route('**/api/v1/public/tracking/*', (route) => route.fulfill({ status: 503, body: '' }));
  await customer.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await expect(customer.getByText('You are offline; this may be out of date.')).toBeVisible();
  await expect(customer.getByRole('heading', { level: 1, name: '2021 Toyota Land Cruiser' })).toBeVisible();
});
