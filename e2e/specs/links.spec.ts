// All tracking links of the organisation in one list.

import { expectDead, expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { minutesAfter } from '../support/time.ts';

test('the list is filtered by state, and several links are revoked at once', async ({ importer, people, server, watch }) => {
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
  await expect(rows).toHaveCount(4);
  await office.getByLabel('State').selectOption('Expired');
  await expect(rows).toHaveText(['2021 Toyota Century']);
  await office.getByLabel('State').selectOption('Active');
  await expect(rows).toHaveCount(3);

  const [alphard, crown, supra] = cars;
  await office.getByRole('checkbox', { name: 'Select 2021 Toyota Alphard' }).check();
  await office.getByRole('checkbox', { name: 'Select 2021 Toyota Crown' }).check();
  await office.getByRole('button', { name: 'Revoke selected' }).click();
  const question = office.getByRole('dialog', { name: /Revoke 2 tracking links/ });
  await question.getByRole('button', { name: 'Revoke links' }).click();
  await expect(rows).toHaveText(['2021 Toyota Supra']);

  const customer = await people.stranger();
  await expectDead(customer, alphard?.url ?? '', watch);
  await expectDead(customer, crown?.url ?? '', watch);
  await expectLive(customer, supra?.url ?? '', '2021 Toyota Supra');
  await office.getByRole('button', { name: 'Revoke all' }).click();
  await office
    .getByRole('dialog', { name: /Revoke every/ })
    .getByRole('button', { name: 'Revoke all links' })
    .click();
  await expect(office.getByText('No tracking links in this state')).toBeVisible();
  await expectDead(customer, supra?.url ?? '', watch);

  await office.getByRole('link', { name: 'Show all' }).click();
  await office.getByRole('link', { name: '2021 Toyota Supra' }).click();
  await expect(office.getByRole('dialog', { name: 'Tracking link', exact: true })).toBeVisible();
});

test('a viewer reads the list and revokes nothing', async ({ importer, people }) => {
  await importer.link(await importer.vehicle());
  const viewer = await people.staff(await importer.member('Robin Diaz', 'viewer'));
  await viewer.goto('/tracking-links');
  await expect(viewer.getByRole('link', { name: '2021 Toyota Land Cruiser' })).toBeVisible();
  await expect(viewer.getByRole('checkbox')).toHaveCount(0);
  await expect(viewer.getByRole('button', { name: /Revoke/ })).toHaveCount(0);
});
