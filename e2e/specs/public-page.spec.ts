// What a customer sees, in the states that a vehicle and its link can be in.

import { allowDeath, expectDead, expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { NOTHING } from '../support/importer.ts';
import { Sheet } from '../support/sheet.ts';
import type { TrackingLink } from '../support/wire.ts';

test('the page asks its own origin only, and its content needs no second request', async ({ importer, people, server }) => {
  const url = await importer.link(await importer.vehicle());
  const customer = await people.stranger();
  const requests: string[] = [];
  customer.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
  await expectLive(customer, url);
  expect(requests.filter((request) => !request.includes(` ${server.url}/`))).toEqual([]);
  const asked = requests.filter((request) => /^GET .*\/api\//.test(request));
  expect(asked.filter((request) => !request.includes('/updates?'))).toEqual([]);
});

test('everything switched off leaves the organisation, the title and a friendly line', async ({ importer, people }) => {
  const vehicle = await importer.vehicle({ eta: '2030-05-14' });
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  const customer = await people.stranger();
  await expectLive(customer, await importer.link(vehicle, NOTHING));
  await expect(customer.getByText('is looking after it.')).toBeVisible();
  for (const absent of ['Progress', 'Estimated arrival', 'Loaded in Yokohama.', '2030']) {
    expect(await customer.content()).not.toContain(absent);
  }
});

test('a date that has passed is no promise, and no date is said to be unknown', async ({ importer, people }) => {
  const late = await importer.vehicle({ eta: '2024-05-14' });
  const customer = await people.stranger();
  await expectLive(customer, await importer.link(late));
  await expect(customer.getByText('The arrival date is being updated')).toBeVisible();
  await expect(customer.getByText('It was expected on 14 May 2024; a new date will follow.')).toBeVisible();
  await expect(customer.locator('.arrival__date, .arrival__distance, .arrival__calendar')).toHaveCount(0);

  const unknown = await importer.vehicle({ stock_number: 'HI-0043' });
  await expectLive(customer, await importer.link(unknown));
  await expect(customer.getByText('The arrival date is not known yet')).toBeVisible();
});

test('when the vehicle is ready, the number to call stands where it is said', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  await importer.api.patch('/organization', { contact_phone: '+49 (0) 40 / 555 01 00 ext. 12' });
  const url = await importer.link(vehicle);
  const customer = await people.stranger();
  await expectLive(customer, url);
  const call = customer.locator('.hero').getByRole('link', { name: '+49 (0) 40 / 555 01 00' });
  await expect(call).toHaveCount(0);
  await importer.move(vehicle, ['arrived', 'preparation', 'sale_ready']);
  await customer.reload();
  await expect(customer.getByText('It is ready for collection.')).toBeVisible();
  await expect(call).toHaveAttribute('href', 'tel:+49405550100');

  // What cannot be dialled is text.
  await importer.api.patch('/organization', { contact_phone: '1-800-FLOWERS' });
  await customer.reload();
  await expect(customer.getByText('1-800-FLOWERS')).toBeVisible();
  await expect(customer.locator('a[href^="tel:"]')).toHaveCount(0);
});

test('a stage that was moved back shows nothing after it as done', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  await importer.move(vehicle, ['arrived', 'preparation', 'sale_ready', 'preparation']);
  const customer = await people.stranger();
  await expectLive(customer, await importer.link(vehicle));
  const steps = customer.getByRole('list').filter({ hasText: 'Purchased' }).getByRole('listitem');
  await expect(steps).toHaveText([
    /PurchasedDone/,
    /In transitDone/,
    /Arrived.*Done/,
    /PreparationNow/,
    /Ready for collectionTo come/,
    /Sold.*To come/,
  ]);
});

test('opening counts a view for a customer, not for staff who are signed in', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const views = async () => {
    const link = await importer.api.get<TrackingLink>(`/vehicles/${vehicle.id}/tracking-link`);
    return link.views.count;
  };
  const office = await people.staff(importer.admin);
  const answered = office.waitForResponse(/\/views$/);
  await expectLive(office, url);
  expect((await answered).status()).toBe(204);
  expect(await views()).toBe(0);

  const customer = await people.stranger();
  let sent = 0;
  customer.on('request', (request) => {
    sent += Number(request.url().endsWith('/views'));
  });
  await expectLive(customer, url);
  await expect.poll(views).toBe(1);
  await customer.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  const sheet = await Sheet.open(office, vehicle);
  await expect(sheet.dialog.getByText(/^Opened once, /)).toBeVisible();
  expect(sent).toBe(1);
});

test('unknown and malformed addresses get the one answer, with no script in it', async ({ people, watch }) => {
  allowDeath(watch);
  const customer = await people.stranger();
  for (const path of ['/t/aaaaaaaaaaaaaaaaaaaaaaaaaa', '/t/x', '/t/%3Cscript%3E', '/t/a-b']) {
    await expectDead(customer, path, watch);
    await expect(customer.locator('script')).toHaveCount(0);
  }
});

test('the address works in capitals, as some mail programs write it', async ({ importer, people }) => {
  const url = new URL(await importer.link(await importer.vehicle()));
  const customer = await people.stranger();
  await expectLive(customer, `/t/${url.pathname.slice(3).toUpperCase()}`);
});
