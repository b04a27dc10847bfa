// "Sharing a tracking link with your customer": create, copy, open, change the options.

import { expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { Sheet } from '../support/sheet.ts';

test('create a link, copy its URL and open it with no sign-in', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  await office.context().grantPermissions(['clipboard-read', 'clipboard-write']);

  await office.goto('/vehicles');
  await office.getByRole('link', { name: '2021 Toyota Land Cruiser' }).click();
  const sheet = new Sheet(office);
  await sheet.press();
  await expect(sheet.dialog.getByText('No link yet')).toBeVisible();
  await expect(sheet.url).toHaveCount(0);

  const url = await sheet.create();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/t\/[a-z0-9]{26}$/);
  await sheet.button('Copy URL').click();
  await expect(sheet.dialog.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
  await expect.poll(() => office.evaluate(() => navigator.clipboard.readText())).toBe(url);
  await sheet.done();
  await expect(office.getByText('Active', { exact: true })).toBeVisible();

  const customer = await people.stranger();
  await expectLive(customer, url);
  await expect(customer.getByText('Harbour Imports').first()).toBeVisible();
  await expect(customer.getByRole('heading', { name: 'Progress' })).toBeVisible();
  expect(await customer.context().cookies()).toEqual([]);
  expect(vehicle.stage).toBe('purchased');
});

test('until Create is clicked no URL exists, whatever was set up in the sheet', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  const sheet = await Sheet.open(office, vehicle);
  await sheet.option('Show photo').uncheck();
  await sheet.button('Done').click();
  await office.getByRole('button', { name: 'Discard changes' }).click();
  await expect(sheet.dialog).toBeHidden();

  const { status } = await importer.api.call('GET', `/vehicles/${vehicle.id}/tracking-link`);
  expect(status).toBe(404);
});

test('change an option, save it, and the same URL shows it', async ({ importer, people }) => {
  const vehicle = await importer.vehicle({ eta: '2030-05-14' });
  await importer.note(vehicle, 'customer', 'Your car has been loaded.');
  const url = await importer.link(vehicle);
  const customer = await people.stranger();
  await expectLive(customer, url);
  await expect(customer.getByText('Your car has been loaded.')).toBeVisible();
  await expect(customer.getByText('Estimated arrival')).toBeVisible();

  const sheet = await Sheet.open(await people.staff(importer.admin), vehicle);
  await expect(sheet.button('Save options')).toBeDisabled();
  await sheet.option('Show customer notes on tracking page').uncheck();
  await sheet.option('Show estimated arrival').uncheck();
  await sheet.option('Show progress tracker').uncheck();
  await sheet.save();
  await expect(sheet.url).toHaveValue(url);

  await customer.reload();
  await expect(customer.getByRole('heading', { level: 1, name: '2021 Toyota Land Cruiser' })).toBeVisible();
  for (const gone of ['Your car has been loaded.', 'Estimated arrival', 'Progress']) {
    await expect(customer.getByText(gone)).toHaveCount(0);
  }
  expect(await customer.content()).not.toContain('Your car has been loaded.');

  await sheet.option('Show progress tracker').check();
  await sheet.save();
  await customer.reload();
  await expect(customer.getByRole('heading', { name: 'Progress' })).toBeVisible();
});
