// A viewer reads, and may copy a URL.

import { expect, test } from '../support/fixtures.ts';
import { Sheet } from '../support/sheet.ts';

test('a viewer sees no way to change anything, but copies the URL', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  await importer.note(vehicle, 'internal', 'Paid half in advance.');
  const url = await importer.link(vehicle);
  const viewer = await people.staff(await importer.member('Robin Diaz', 'viewer'));
  await viewer.context().grantPermissions(['clipboard-read', 'clipboard-write']);

  await viewer.goto('/vehicles');
  await expect(viewer.getByRole('link', { name: '2021 Toyota Land Cruiser' })).toBeVisible();
  await expect(viewer.getByRole('button', { name: 'New vehicle' })).toHaveCount(0);

  const sheet = await Sheet.open(viewer, vehicle);
  await expect(viewer.getByText('Paid half in advance.')).toBeAttached();
  await expect(sheet.url).toHaveValue(url);
  await sheet.button('Copy URL').click();
  await expect(sheet.dialog.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
  await expect.poll(() => viewer.evaluate(() => navigator.clipboard.readText())).toBe(url);
  await expect(sheet.option('Show photo')).toBeDisabled();
  await expect(sheet.expiresAt).toBeDisabled();
  for (const name of ['Save options', 'Create tracking link', 'Regenerate', 'Revoke']) {
    await expect(sheet.button(name)).toHaveCount(0);
  }
  await sheet.done();
  const actions = viewer.getByRole('group', { name: 'Actions' });
  await expect(actions.getByRole('button')).toHaveText(['Tracking link']);
  await expect(viewer.getByLabel('New note')).toHaveCount(0);
  for (const name of ['Edit note', 'Delete note', 'Make visible to customer']) {
    await expect(viewer.getByRole('button', { name })).toHaveCount(0);
  }
});

test('a viewer of a vehicle without a link is told that there is none', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const sheet = await Sheet.open(await people.staff(await importer.member('Robin Diaz', 'viewer')), vehicle);
  await expect(sheet.dialog.getByText('No link yet')).toBeVisible();
  await expect(sheet.button('Create tracking link')).toHaveCount(0);
});
