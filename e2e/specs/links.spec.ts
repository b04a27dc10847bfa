// All tracking links of the organisation in one list.

import { expectDead, expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { Sheet } from '../support/sheet.ts';
import { minutesAfter } from '../support/time.ts';

test('the list is searched and narrowed, and several links are revoked at once', async ({ importer, people, server, watch }) => {
  const cars = [];
  for (const model of ['Alphard', 'Crown', 'Supra']) {
    const vehicle = await importer.vehicle({ model, stock_number: model });
    cars.push({ model, vehicle, url: await importer.link(vehicle) });
  }
  const late = await importer.vehicle({ model: 'Century', stock_number: 'Century' });
  await importer.link(late, {}, minutesAfter(server.now(), 1).toISOString());
  await server.advance(61);

  const office = await people.staff(importer.admin);
  await office.goto('/tracking-links');
  const rows = office.getByRole('table', { name: 'Tracking links' }).getByRole('link');
  // What works is what people look for.
  await expect(rows).toHaveCount(3);
  await expect(office.getByText('3 tracking links')).toBeVisible();
  const show = office.getByLabel('Show', { exact: true });
  await show.selectOption('Expired');
  await expect(rows).toHaveText(['2021 Toyota Century']);
  await expect(office).toHaveURL('/tracking-links?show=expired');
  await show.selectOption('All');
  await expect(office.getByText('4 tracking links')).toBeVisible();
  const search = office.getByRole('searchbox', { name: 'Search tracking links' });
  await search.fill('crown');
  await expect(rows).toHaveText(['2021 Toyota Crown']);
  await office.goto('/tracking-links?show=expired&q=crown');
  await office.getByRole('link', { name: 'Clear search' }).click();
  await expect(rows).toHaveText(['2021 Toyota Century']);

  const [alphard, crown, supra] = cars;
  const customer = await people.stranger();
  await expectLive(customer, crown?.url ?? '', '2021 Toyota Crown');
  await importer.api.patch(`/vehicles/${supra?.vehicle.id}`, {
    customer: { name: 'Bo Chan', email: 'bo@customer.example' },
  });
  await importer.api.patch(`/vehicles/${alphard?.vehicle.id}/tracking-link`, {
    expires_at: minutesAfter(server.now(), 60).toISOString(),
  });
  for (const [choice, ...found] of [
    ['Customer changed', '2021 Toyota Supra'],
    ['Expires this week', '2021 Toyota Alphard'],
    ['Never opened', '2021 Toyota Supra', '2021 Toyota Alphard'],
    ['Active', '2021 Toyota Supra', '2021 Toyota Crown', '2021 Toyota Alphard'],
  ] as const) {
    await show.selectOption(choice);
    await expect(rows).toHaveText(found);
  }
  await office.getByRole('checkbox', { name: 'Select 2021 Toyota Alphard' }).check();
  await office.getByRole('checkbox', { name: 'Select 2021 Toyota Crown' }).check();
  await office.getByRole('button', { name: 'Revoke selected' }).click();
  const question = office.getByRole('dialog', { name: /Revoke 2 tracking links/ });
  await question.getByRole('button', { name: 'Revoke links' }).click();
  await expect(rows).toHaveText(['2021 Toyota Supra']);

  await expectDead(customer, alphard?.url ?? '', watch);
  await expectDead(customer, crown?.url ?? '', watch);
  await expectLive(customer, supra?.url ?? '', '2021 Toyota Supra');
  await office.getByText('More', { exact: true }).click();
  await office.getByRole('button', { name: 'Revoke all…' }).click();
  await office
    .getByRole('dialog', { name: 'Revoke all 2 tracking links?' })
    .getByRole('button', { name: 'Revoke all links' })
    .click();
  await expect(office.getByText('No active tracking links')).toBeVisible();
  await expectDead(customer, supra?.url ?? '', watch);

  await office.getByRole('link', { name: 'Show all tracking links' }).click();
  await office.getByRole('link', { name: '2021 Toyota Supra' }).click();
  await expect(office.getByRole('dialog', { name: 'Tracking link', exact: true })).toBeVisible();
});

test('a URL that does not work is not offered for sending', async ({ importer, people, server }) => {
  const vehicle = await importer.vehicle();
  await importer.link(vehicle, {}, minutesAfter(server.now(), 1).toISOString());
  await server.advance(61);
  const office = await people.staff(importer.admin);
  const copy = office.getByRole('button', { name: 'Copy URL of 2021 Toyota Land Cruiser' });
  const share = office.getByRole('button', { name: 'Share 2021 Toyota Land Cruiser' });
  await office.goto('/tracking-links?show=expired');
  await expect(copy).toBeVisible();
  await expect(share).toHaveCount(0);
  const sheet = await Sheet.open(office, vehicle);
  await expect(sheet.button('Share')).toBeDisabled();
  await expect(sheet.dialog.getByText('The link has expired: set a later expiry or none first.')).toBeVisible();
  await sheet.button('Clear expiry').click();
  await sheet.save();
  await expect(sheet.button('Share')).toBeEnabled();
  await expect(sheet.dialog.getByText(/^The link has expired: /)).toHaveCount(0);
  await office.goto('/tracking-links');
  await expect(share).toBeVisible();

  await importer.bill('canceled');
  await office.goto('/tracking-links');
  await expect(copy).toBeVisible();
  await expect(share).toHaveCount(0);
  await Sheet.open(office, vehicle);
  await expect(sheet.button('Share')).toBeDisabled();
  await expect(sheet.dialog.getByText('Links are suspended: the subscription is inactive.')).toBeVisible();
});

test('a viewer reads the list and revokes nothing', async ({ importer, people }) => {
  await importer.link(await importer.vehicle());
  const viewer = await people.staff(await importer.member('Robin Diaz', 'viewer'));
  await viewer.goto('/tracking-links');
  await expect(viewer.getByRole('link', { name: '2021 Toyota Land Cruiser' })).toBeVisible();
  await expect(viewer.getByRole('checkbox')).toHaveCount(0);
  await expect(viewer.getByRole('button', { name: /Revoke/ })).toHaveCount(0);
});
