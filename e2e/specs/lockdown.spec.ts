// Billing lockdown: public URLs stop, staff read and may only take access away, and repair brings the same URLs back.

import { expectDead, expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { Sheet } from '../support/sheet.ts';

const BANNER = 'Your subscription is inactive.';

test('lockdown stops the URL and writing, repair brings the same URL back', async ({ importer, people, watch }) => {
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const customer = await people.stranger();
  await expectLive(customer, url);

  await importer.bill('canceled');
  await expectDead(customer, url, watch);

  const office = await people.staff(importer.admin);
  const sheet = await Sheet.open(office, vehicle);
  await expect(office.getByText(BANNER).first()).toBeVisible();
  await expect(sheet.dialog.getByText('Suspended: subscription inactive')).toBeVisible();
  await expect(sheet.option('Show photo')).toBeDisabled();
  await expect(sheet.expiresAt).toBeDisabled();
  await expect(sheet.button('Save options')).toBeDisabled();
  await expect(sheet.button('Regenerate')).toBeDisabled();
  await sheet.done();
  const actions = office.getByRole('group', { name: 'Actions' });
  await expect(actions.getByRole('button', { name: 'Edit' })).toBeDisabled();
  await expect(actions.getByRole('button', { name: 'Move stage' })).toBeDisabled();
  await expect(office.getByLabel('New note')).toHaveCount(0);
  await office.goto('/vehicles');
  await expect(office.getByText(BANNER)).toBeVisible();
  await expect(office.getByRole('button', { name: 'New vehicle' })).toBeDisabled();

  await importer.bill('active');
  await expectLive(customer, url);
  await office.reload();
  await expect(office.getByRole('button', { name: 'New vehicle' })).toBeEnabled();
  await expect(office.getByText(BANNER)).toHaveCount(0);
});

test('in lockdown a link can still be revoked, and stays dead after repair', async ({ importer, people, watch }) => {
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  await importer.bill('canceled');
  const sheet = await Sheet.open(await people.staff(importer.admin), vehicle);
  await sheet.revoke();
  await importer.bill('active');
  await expectDead(await people.stranger(), url, watch);
});

test('who was already working when lockdown came is told so when saving', async ({ importer, people, watch }) => {
  watch.expect(402, /\/tracking-link$/);
  const vehicle = await importer.vehicle();
  await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  const sheet = await Sheet.open(office, vehicle);
  await sheet.option('Show photo').uncheck();
  await importer.bill('canceled');
  await sheet.button('Save options').click();
  await expect(sheet.dialog.getByText(/subscription is inactive/).first()).toBeVisible();
});
