// The static files apart from the API: the page fetches what the server otherwise puts into the document.

import { allowDeath, expectNotAvailable } from '../support/customer.ts';
import { test as base, expect } from '../support/fixtures.ts';
import { StaticHost } from '../support/static-host.ts';

const test = base.extend<{ host: StaticHost }>({
  host: async ({ server }, use) => {
    const host = await StaticHost.start(server.url);
    await use(host);
    await host.stop();
  },
});

test('a live link works by fetching, a dead one says that it is not available', async ({ host, importer, people, watch }) => {
  allowDeath(watch);
  const vehicle = await importer.vehicle();
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  const url = await importer.link(vehicle);
  const elsewhere = host.url + new URL(url).pathname;
  const customer = await people.stranger();
  await customer.goto(elsewhere);
  await expect(customer.getByRole('heading', { level: 1, name: '2021 Toyota Land Cruiser' })).toBeVisible();
  await expect(customer.getByText('Loaded in Yokohama.')).toBeVisible();
  await expect(customer).toHaveTitle('2021 Toyota Land Cruiser · Harbour Imports');

  await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
  await customer.reload();
  await expectNotAvailable(customer);
  await customer.goto(`${host.url}/t/not-a-slug`);
  await expectNotAvailable(customer);
});

test('without a connection the page says so and tries again', async ({ host, importer, people, watch }) => {
  const url = await importer.link(await importer.vehicle());
  const customer = await people.stranger();
  watch.expect(503, /\/public\/tracking\//);
  // Neither the data nor the events: through those the page would find back by itself.
  const everything = '**/api/v1/public/tracking/**';
  let looks = 0;
  await customer.route(everything, (route) => {
    looks += new URL(route.request().url()).pathname.endsWith('/updates') ? 0 : 1;
    return route.fulfill({ status: 503, body: '' });
  });
  await customer.goto(host.url + new URL(url).pathname);
  await expect(customer.getByRole('heading', { name: 'No connection' })).toBeVisible();
  // Once at the start, and once more when the events were refused; then it is the customer's turn.
  await expect.poll(() => looks).toBe(2);
  await customer.unroute(everything);
  await customer.getByRole('button', { name: 'Try again' }).click();
  await expect(customer.getByRole('heading', { level: 1, name: '2021 Toyota Land Cruiser' })).toBeVisible();
});
