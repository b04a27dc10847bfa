// Taking a URL back: revoke ends it, regenerate replaces it.

import { expectDead, expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { Sheet } from '../support/sheet.ts';

test('revoke after a question, then create again: another URL', async ({ importer, people, watch }) => {
  const vehicle = await importer.vehicle();
  const first = await importer.link(vehicle, { show_eta: false });
  const customer = await people.stranger();
  await expectLive(customer, first);

  const office = await people.staff(importer.admin);
  const sheet = await Sheet.open(office, vehicle);
  await sheet.button('Revoke').click();
  const question = office.getByRole('dialog', { name: 'Revoke this tracking link?' });
  await expect(question.getByText('The URL stops working immediately.')).toBeVisible();
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expectLive(customer, first);

  await sheet.revoke();
  await expectDead(customer, first, watch);
  await expect(sheet.dialog.getByText(/Revoked by Alex Weber at /)).toBeVisible();
  await expect(sheet.url).toHaveCount(0);

  await expect(sheet.option('Show estimated arrival')).not.toBeChecked();
  const second = await sheet.create();
  expect(second).not.toBe(first);
  await expectLive(customer, second);
  await expectDead(customer, first, watch);
});

test('regenerate: the old URL is dead, the new one lives, options and expiry stay', async ({
  importer,
  people,
  server,
  watch,
}) => {
  const vehicle = await importer.vehicle();
  const expiresAt = new Date(server.now().getTime() + 3 * 86_400_000).toISOString();
  const old = await importer.link(vehicle, { show_notes: false }, expiresAt);
  const customer = await people.stranger();
  await expectLive(customer, old);

  const office = await people.staff(importer.admin);
  const sheet = await Sheet.open(office, vehicle);
  const expiry = await sheet.expiresAt.inputValue();
  const fresh = await sheet.regenerate();

  expect(fresh).not.toBe(old);
  await expect(sheet.dialog.getByText('Send this new URL to your customer.')).toBeVisible();
  await expect(sheet.option('Show customer notes on tracking page')).not.toBeChecked();
  await expect(sheet.expiresAt).toHaveValue(expiry);
  await expectLive(customer, fresh);
  await expectDead(customer, old, watch);
});

test('keyboard alone creates and revokes a link', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  await office.goto(`/vehicles/${vehicle.id}`);
  const opener = office.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Tracking link' });
  await expect(opener).toBeEnabled();
  await opener.focus();
  await office.keyboard.press('Enter');
  const sheet = new Sheet(office);
  await sheet.button('Create tracking link').focus();
  await office.keyboard.press('Enter');
  await expect(sheet.url).toHaveValue(/\/t\//);
  await sheet.button('Revoke').focus();
  await office.keyboard.press('Enter');
  const question = office.getByRole('dialog', { name: 'Revoke this tracking link?' });
  await expect(question).toBeVisible();
  await office.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(sheet.dialog).toBeVisible();
  await expect(sheet.button('Revoke')).toBeFocused();
  await office.keyboard.press('Escape');
  await expect(sheet.dialog).toBeHidden();
  await expect(opener).toBeFocused();
});
