// Moving the arrival date: staff say why, in words that the customer may read.

import { choose } from '../support/choose.ts';
import { expect, test } from '../support/fixtures.ts';

interface EtaChange {
  to?: string;
  from?: string;
  reason?: string;
  remark?: string;
}

test('a new arrival date asks for its reason, and the customer gets it', async ({ importer, people, server }) => {
  const vehicle = await importer.vehicle({ eta: '2030-05-06' });
  const slug = (await importer.link(vehicle)).split('/').pop();
  const office = await people.staff(importer.admin);
  await office.goto(`/vehicles/${vehicle.id}`);
  const actions = office.getByRole('group', { name: 'Actions' });

  await actions.getByRole('button', { name: 'Edit' }).click();
  const form = office.getByRole('dialog', { name: 'Edit vehicle' });
  const reason = form.getByLabel('Reason for the new arrival date');
  const eta = form.getByLabel(/^ETA/);
  await expect(eta).toHaveValue('2030-05-06');
  await expect(reason).toHaveCount(0);
  await eta.fill('2030-05-14');
  await expect(reason).toHaveValue('');
  await reason.selectOption('Vessel delayed');
  await eta.fill('2030-05-06');
  await expect(reason).toHaveCount(0);
  await eta.fill('2030-05-14');
  await reason.selectOption('Vessel delayed');
  await form.getByLabel(/^In your words/).fill('A strike in Durban.');
  await form.getByRole('button', { name: 'Save changes' }).click();
  await expect(office.getByText('The changes were saved.')).toBeVisible();

  await server.advance(60);
  await actions.getByRole('button', { name: 'Move stage' }).click();
  const dialog = office.getByRole('dialog', { name: 'Move stage' });
  await choose(dialog, 'In transit');
  await expect(dialog.getByLabel('Reason for the new arrival date')).toHaveCount(0);
  await dialog.getByLabel(/^ETA/).fill('2030-05-10');
  await dialog.getByLabel('Reason for the new arrival date').selectOption('Earlier than planned');
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(office.getByText('Moved to In transit.')).toBeVisible();

  const customer = await people.stranger();
  const page = await customer.request.get(`${server.url}/api/v1/public/tracking/${slug}`);
  const { eta: told } = (await page.json()) as { eta: { changes: EtaChange[] } };
  expect(told.changes).toMatchObject([
    { to: '2030-05-10', from: '2030-05-14', reason: 'earlier_than_planned' },
    { to: '2030-05-14', from: '2030-05-06', reason: 'vessel_delayed', remark: 'A strike in Durban.' },
  ]);
  await customer.goto(`/t/${slug}`);
  await customer.getByText('Earlier estimates').click();
  await expect(customer.getByText('A strike in Durban.')).toBeVisible();
});

test('a new vehicle has no date to move, and asks for no reason', async ({ importer, people }) => {
  const office = await people.staff(importer.admin);
  await office.goto('/vehicles');
  await office.getByRole('button', { name: 'New vehicle' }).click();
  const form = office.getByRole('dialog', { name: 'New vehicle' });
  await form.getByLabel(/^ETA/).fill('2030-05-14');
  await expect(form.getByLabel('Reason for the new arrival date')).toHaveCount(0);
});
