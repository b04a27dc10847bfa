// Takes the pictures of the README.

import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expectDead, expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { Receiver } from '../support/receiver.ts';
import { Sheet } from '../support/sheet.ts';
import { connectPrograms, setTheStage } from './stage.ts';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots', import.meta.url));

/** Waits for the photos, also for those that load only when they are near; the page stays where it is. */
async function everyPhoto(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(async () => {
    const photos = [...document.querySelectorAll('img')].filter((photo) => photo.checkVisibility());
    for (const photo of photos) {
      photo.loading = 'eager';
    }
    await Promise.all(photos.map((photo) => photo.decode()));
  });
}

test('the pictures of the README', async ({ importer, people, watch }, info) => {
  const take = async (page: Page, name: string, fullPage = false) => {
    await page.evaluate(() => document.fonts.ready);
    const path = `${FOLDER}/${name}-${info.project.name}.png`;
    await page.screenshot({ path, fullPage, animations: 'disabled' });
  };
  const { vehicle, url } = await setTheStage(importer);

  const customer = await people.stranger();
  // How far away a day is depends on the day that the customer has.
  await customer.clock.setFixedTime(importer.server.now());
  await expectLive(customer, url);
  await everyPhoto(customer);
  await take(customer, 'tracking', true);
  await customer.getByRole('button', { name: 'Show photo 2 of 6' }).click();
  await expect(customer.getByRole('dialog').getByRole('status')).toHaveText('2 of 6');
  await everyPhoto(customer);
  await take(customer, 'lightbox');
  await customer.keyboard.press('Escape');

  const office = await people.staff(importer.admin);
  // How late a vehicle is depends on the day in the office.
  await office.clock.setFixedTime(importer.server.now());
  await office.goto('/vehicles');
  await expect(office.getByRole('link', { name: '2002 Nissan Skyline GT-R' })).toBeVisible();
  await everyPhoto(office);
  await take(office, 'vehicles');

  await office.goto(`/vehicles/${vehicle.id}`);
  await expect(office.getByText('Loaded in Yokohama.')).toBeAttached();
  await everyPhoto(office);
  await take(office, 'vehicle');
  if (info.project.name.startsWith('phone')) {
    // A desktop has it on the screen already.
    await office.getByRole('region', { name: 'Photos', exact: true }).scrollIntoViewIfNeeded();
    await take(office, 'gallery');
  }

  const sheet = new Sheet(office);
  await sheet.press();
  await expect(sheet.url).toHaveValue(url);
  // The address of a server that lives for one picture says nothing to a reader.
  await sheet.url.evaluate((field: HTMLInputElement) => {
    field.value = 'https://import-ops.com/t/k7m2q9x4w8p3n6r5t1v0z2y4ab';
  });
  if (info.project.name.startsWith('desktop')) {
    await expect(sheet.dialog.getByRole('heading', { name: '2021 Toyota Land Cruiser' })).toBeVisible();
  }
  await everyPhoto(office);
  await take(office, 'sheet');
  const picker = sheet.dialog.getByRole('region', { name: 'Additional photos on tracking page' });
  await picker.evaluate((section) => section.scrollIntoView());
  await everyPhoto(office);
  await take(office, 'picker');

  await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
  await expectDead(customer, url, watch);
  await take(customer, 'not-available');

  const receiver = await Receiver.start();
  const endpoint = await connectPrograms(importer, vehicle, receiver);
  const admin = await people.staff(importer.admin);
  await admin.goto('/settings/api-keys');
  await expect(admin.getByText('Website')).toBeVisible();
  await take(admin, 'api-keys');
  await admin.goto(`/settings/webhooks/${endpoint}`);
  await expect(admin.getByRole('listitem').filter({ hasText: 'note.created' })).toContainText('Delivered');
  await expect(admin.getByText('Enabled', { exact: true })).toBeVisible();
  await admin.getByRole('heading', { name: receiver.url }).evaluate((heading) => {
    heading.textContent = 'https://dms.example/hooks/importops';
  });
  await take(admin, 'webhook');
  await admin.goto('/settings/audit-log');
  await expect(admin.getByText('Spreadsheet of the yard').first()).toBeVisible();
  await admin.getByText('Added the webhook endpoint').evaluate((cell) => {
    cell.textContent = 'Added the webhook endpoint at dms.example';
  });
  await take(admin, 'audit-log');
  await receiver.stop();
});
