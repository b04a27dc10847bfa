// Takes the pictures of the README.

import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { expectDead, expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { Sheet } from '../support/sheet.ts';
import { setTheStage } from './stage.ts';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots', import.meta.url));

test('the pictures of the README', async ({ importer, people, watch }, info) => {
  const take = async (page: Page, name: string, fullPage = false) => {
    await page.evaluate(() => document.fonts.ready);
    const path = `${FOLDER}/${name}-${info.project.name}.png`;
    await page.screenshot({ path, fullPage, animations: 'disabled' });
  };
  const { vehicle, url } = await setTheStage(importer);

  const customer = await people.stranger();
  await expectLive(customer, url);
  await take(customer, 'tracking', true);

  const office = await people.staff(importer.admin);
  await office.goto('/vehicles');
  await expect(office.getByRole('link', { name: '2018 Honda NSX' })).toBeVisible();
  await take(office, 'vehicles');

  await office.goto(`/vehicles/${vehicle.id}`);
  await expect(office.getByText('Loaded in Yokohama.')).toBeAttached();
  await take(office, 'vehicle');

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
  await take(office, 'sheet');

  await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
  await expectDead(customer, url, watch);
  await take(customer, 'not-available');
});
