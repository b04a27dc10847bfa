// What staff do most: each job from a vehicle that is on the screen until it is done, pressed as a person would.
// A phone has Slow 4G as Lighthouse emulates it (1.6 Mbit/s down, 0.75 Mbit/s up, 150 ms) and a processor of a quarter of the speed.

import type { Page } from '@playwright/test';
import { choose } from '../support/choose.ts';
import { expect, test } from '../support/fixtures.ts';
import { allowGone, Gallery } from '../support/gallery.ts';
import { photograph } from '../support/photograph.ts';
import type { PictureFile } from '../support/pictures.ts';
import { countPresses } from '../support/presses.ts';
import { Sheet } from '../support/sheet.ts';

const SLOW_4G = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };

/** Does a job, and says how often somebody pressed and how long it took from the first press. */
async function measure(page: Page, name: string, isMobile: boolean, job: () => Promise<void>): Promise<number> {
  if (isMobile) {
    const devices = await page.context().newCDPSession(page);
    await devices.send('Network.enable');
    await devices.send('Network.emulateNetworkConditions', SLOW_4G);
    await devices.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  }
  const presses = await countPresses(page);
  const begun = performance.now();
  await job();
  const seconds = (performance.now() - begun) / 1000;
  const pressed = await presses();
  console.log(`| ${name} | ${isMobile ? 'phone, Slow 4G' : 'desktop'} | ${pressed} | ${seconds.toFixed(1)} s |`);
  return pressed;
}

test('share a vehicle without a link', async ({ importer, people, isMobile }) => {
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  if (isMobile) {
    await office.addInitScript(() => {
      navigator.share = async () => {};
    });
  }
  await office.goto(`/vehicles/${vehicle.id}`);
  const sheet = new Sheet(office);
  const button = office.getByRole('button', { name: 'Tracking link' }).first();
  await expect(button).toBeEnabled();
  await measure(office, 'Share a vehicle without a link', isMobile, async () => {
    await button.click();
    await sheet.create();
    if (isMobile) await sheet.button('Share').click();
    else await sheet.dialog.getByRole('link', { name: 'Email', exact: true }).click();
    await expect(sheet.dialog.getByText(/^Did you send it/)).toBeVisible();
  });
});

test('move an ETA and say why', async ({ importer, people, isMobile }) => {
  const vehicle = await importer.vehicle({ eta: '2030-05-06' });
  const office = await people.staff(importer.admin);
  await office.goto(`/vehicles/${vehicle.id}`);
  const eta = office.getByRole('button', { name: 'change the ETA' });
  await expect(eta).toBeEnabled();
  await measure(office, 'Move an ETA and say why', isMobile, async () => {
    await eta.click();
    const dialog = office.getByRole('dialog', { name: 'Change the ETA' });
    await dialog.getByLabel(/^ETA/).fill('2030-05-14');
    await choose(dialog, 'Vessel delayed');
    await dialog.getByRole('button', { name: 'Save ETA' }).click();
    await expect(office.getByText('The ETA was changed.')).toBeVisible();
  });
});

test('five photos from the yard, three of them on the page', async ({ importer, people, isMobile, watch }) => {
  allowGone(watch);
  const vehicle = await importer.vehicle();
  await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  const names = ['front', 'back', 'left', 'right', 'inside'];
  // As large as a phone takes them: twelve megapixels.
  const photos: PictureFile[] = [];
  for (const name of names) {
    photos.push(await photograph(office, `${name}.jpg`, 4032, 3024));
  }
  const megabytes = photos.map(({ buffer }) => (buffer.length / 1e6).toFixed(1));
  console.log(`photos of ${megabytes.join(', ')} MB`);
  const gallery = await Gallery.open(office, vehicle);
  await measure(office, 'Five photos from the yard, three of them on the page', isMobile, async () => {
    const chooser = office.waitForEvent('filechooser');
    await gallery.button('Add photos').first().click();
    await (await chooser).setFiles(photos);
    // Those for the page are picked as they arrive, while the others are on their way.
    const sheet = new Sheet(office);
    await office.getByRole('button', { name: 'Tracking link' }).first().click();
    for (const place of [1, 2, 3]) {
      await sheet.dialog.getByRole('button', { name: new RegExp(`^Add photo ${place}\\b`) }).click({ timeout: 200_000 });
    }
    await sheet.save();
    await expect(sheet.dialog.getByText('5 photos uploaded.', { exact: true })).toBeVisible({ timeout: 200_000 });
  });
});
