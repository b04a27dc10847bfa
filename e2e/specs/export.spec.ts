// Everything that an organisation has, downloaded by its admins.

import { readFile } from 'node:fs/promises';

import { expect, test } from '../support/fixtures.ts';

test('an admin downloads everything, for spreadsheets and for programs', async ({ importer, people }) => {
  const vehicle = await importer.vehicle({ stock_number: 'HI-0099' });
  const url = await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  await office.goto('/settings/organization');
  const panel = office.locator('section', { has: office.getByRole('heading', { name: 'Your data' }) });

  const [json] = await Promise.all([
    office.waitForEvent('download'),
    panel.getByRole('button', { name: 'Download JSON for programs' }).click(),
  ]);
  expect(json.suggestedFilename()).toMatch(/^importops-\d{4}-\d\d-\d\d\.json$/);
  const text = await readFile(await json.path(), 'utf8');
  const everything = JSON.parse(text) as { vehicles: { stock_number: string }[]; tracking_links: { id: string }[] };
  expect(everything.vehicles.map((one) => one.stock_number)).toContain('HI-0099');
  expect(everything.tracking_links).toHaveLength(1);
  expect(text).not.toContain(new URL(url).pathname.split('/').pop());
  await expect(office.getByText('Your data was downloaded.').first()).toBeVisible();

  const [archive] = await Promise.all([
    office.waitForEvent('download'),
    panel.getByRole('button', { name: 'Download CSV for spreadsheets' }).click(),
  ]);
  expect(archive.suggestedFilename()).toMatch(/^importops-\d{4}-\d\d-\d\d\.zip$/);
  const bytes = await readFile(await archive.path());
  expect(bytes.subarray(0, 2).toString()).toBe('PK');
  expect(bytes.includes('vehicles.csv')).toBe(true);

  await office.goto('/settings/audit-log');
  await expect(office.getByText('exported all data (csv)').first()).toBeVisible();
});

test('a download that fails says so, and the next one works', async ({ importer, people, watch }) => {
  const office = await people.staff(importer.admin);
  await office.goto('/settings/organization');
  const button = office.getByRole('button', { name: 'Download JSON for programs' });
  await expect(button).toBeVisible();
  watch.expectLostConnections();
  await office.context().setOffline(true);
  await button.click();
  await expect(office.getByRole('alert')).toContainText('You are offline.');
  await office.context().setOffline(false);
  await expect(office.getByRole('alert')).toHaveCount(0);
  const [download] = await Promise.all([office.waitForEvent('download'), button.click()]);
  expect(download.suggestedFilename()).toContain('.json');
  await expect(office.getByRole('alert')).toHaveCount(0);
});

test('an editor is not offered it', async ({ importer, people }) => {
  const office = await people.staff(await importer.member('Kim Larsen', 'editor'));
  await office.goto('/settings/organization');
  await expect(office.getByRole('heading', { name: 'Subscription' })).toBeVisible();
  await expect(office.getByRole('heading', { name: 'Your data' })).toHaveCount(0);
});
