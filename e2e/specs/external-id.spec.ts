// The id that another system has for a vehicle.

import { expect, test } from '../support/fixtures.ts';

test('the external ID of a vehicle is entered, shown and unique', async ({ importer, people, watch }) => {
  watch.expect(409, /\/vehicles\/[^/]+$/);
  await importer.vehicle({ external_id: 'DMS-1', stock_number: 'HI-1' });
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  await office.goto(`/vehicles/${vehicle.id}`);
  await office.getByRole('button', { name: 'Edit' }).first().click();
  const form = office.getByRole('dialog', { name: 'Edit vehicle' });
  const field = form.getByLabel('External ID');
  await expect(field).toHaveAccessibleDescription('What your other system calls this vehicle.');
  await field.fill('DMS-1');
  await form.getByRole('button', { name: 'Save changes' }).click();
  await expect(form.getByText('Another vehicle has this external ID.')).toBeVisible();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await expect(field).toBeFocused();
  await field.fill('DMS-2');
  await form.getByRole('button', { name: 'Save changes' }).click();
  await expect(form).toBeHidden();
  await expect(office.getByRole('definition').filter({ hasText: 'DMS-2' })).toBeVisible();

  await office.getByRole('button', { name: 'Edit' }).first().click();
  await field.fill('');
  await form.getByRole('button', { name: 'Save changes' }).click();
  await expect(form).toBeHidden();
  await expect(office.getByText('DMS-2')).toHaveCount(0);
});
