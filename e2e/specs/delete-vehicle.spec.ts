// Deleting a vehicle stops its link for good; restoring the vehicle does not restore the URL.

import { pressDelete } from '../support/actions.ts';
import { expectDead, expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { Sheet } from '../support/sheet.ts';

test('a deleted vehicle has no link, and a restored one needs a new URL', async ({ importer, people, watch }) => {
  const vehicle = await importer.vehicle();
  const old = await importer.link(vehicle, { show_eta: false });
  const customer = await people.stranger();
  await expectLive(customer, old);

  const office = await people.staff(importer.admin);
  await office.goto(`/vehicles/${vehicle.id}`);
  await pressDelete(office);
  const question = office.getByRole('dialog', { name: 'Delete 2021 Toyota Land Cruiser?' });
  await expect(question.getByText('Its tracking link stops working at once and for good.')).toBeVisible();
  await question.getByRole('button', { name: 'Delete vehicle' }).click();
  await expect(office.getByText('2021 Toyota Land Cruiser was deleted.')).toBeVisible();
  await expect(office.getByRole('heading', { level: 1, name: 'Vehicles' })).toBeVisible();
  await expectDead(customer, old, watch);

  await office.getByRole('link', { name: 'Deleted vehicles' }).click();
  await office.getByRole('button', { name: 'Restore 2021 Toyota Land Cruiser' }).click();
  await expect(office.getByText('2021 Toyota Land Cruiser was restored. Its old tracking link stays off.')).toBeVisible();
  await expectDead(customer, old, watch);

  const sheet = await Sheet.open(office, vehicle);
  await expect(sheet.dialog.getByText(/^Revoked because the vehicle was deleted/)).toBeVisible();
  await expect(sheet.option('Show estimated arrival')).not.toBeChecked();
  const fresh = await sheet.create();
  expect(fresh).not.toBe(old);
  await expectLive(customer, fresh);
  await expectDead(customer, old, watch);
});

test('only an admin can bring a vehicle back', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  await importer.api.delete(`/vehicles/${vehicle.id}`);
  const yard = await people.staff(await importer.member('Kim Larsen', 'editor'));
  await yard.goto('/vehicles?deleted=true');
  await expect(yard.getByRole('link', { name: '2021 Toyota Land Cruiser' })).toBeVisible();
  await expect(yard.getByRole('button', { name: /Restore/ })).toHaveCount(0);
  await yard.goto(`/vehicles/${vehicle.id}`);
  await expect(yard.getByText(/^This vehicle was deleted on/)).toBeVisible();
  await expect(yard.getByRole('button', { name: 'Restore' })).toHaveCount(0);
  await expect(yard.getByRole('group', { name: 'Actions' })).toHaveCount(0);
});
