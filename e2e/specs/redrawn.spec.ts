// A page that is drawn anew while somebody reads it: what they have in hand and in sight stays.

import { expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { pictured } from '../support/pictured.ts';

test('pictures are not loaded again, and focus, opened details and the part in sight stay', async ({ importer, people }) => {
  const customer = await people.stranger();
  await importer.api.patch('/organization', { contact_email: 'hello@harbour.example', contact_phone: '+49 40 555 0100' });
  const { vehicle, url } = await pictured(importer, customer, 3);
  for (const eta of ['2031-05-14', '2031-06-01', '2031-06-20']) {
    await importer.api.patch(`/vehicles/${vehicle.id}`, { eta, eta_reason: 'vessel_delayed' });
  }
  await expectLive(customer, url);
  await customer.locator('.part--photos').scrollIntoViewIfNeeded();
  await expect
    .poll(() =>
      customer.locator('main img').evaluateAll((images) => images.every((image) => (image as HTMLImageElement).complete)),
    )
    .toBe(true);
  await customer.getByText('Earlier estimates').click();
  const mail = customer.getByRole('link', { name: 'hello@harbour.example' });
  await mail.focus();
  const before = await customer.evaluate(() => {
    const images = [...document.querySelectorAll('main img')];
    Object.assign(window, { images, main: document.querySelector('main') });
    return { top: document.querySelector('.part--contact')!.getBoundingClientRect().top, count: images.length };
  });
  const asked: string[] = [];
  customer.on('request', (request) => asked.push(new URL(request.url()).pathname));

  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  await expect(customer.getByText('Loaded in Yokohama.')).toBeAttached();
  await expect(mail).toBeFocused();
  const after = await customer.evaluate(() => {
    const { images, main } = window as unknown as { images: Element[]; main: Element };
    return {
      isNew: main !== document.querySelector('main'),
      kept: images.filter((image) => image.isConnected).length,
      open: document.querySelector('details')!.open,
    };
  });
  expect(after).toEqual({ isNew: true, kept: before.count, open: true });
  expect(asked.filter((path) => path.includes('/photos/'))).toEqual([]);
});

test('what grows above what is read does not move it', async ({ importer, people }) => {
  const customer = await people.stranger();
  await importer.api.patch('/organization', { contact_email: 'hello@harbour.example' });
  const { vehicle, url } = await pictured(importer, customer, 3);
  await customer.setViewportSize({ width: 390, height: 500 });
  await expectLive(customer, url);
  const photos = customer.locator('.part--photos');
  await photos.evaluate((part) => scrollTo(0, part.getBoundingClientRect().top + scrollY + 20));
  const top = () => photos.evaluate((part) => Math.round(part.getBoundingClientRect().top));
  const before = await top();
  // The card with the arrival stands above, and is new.
  await importer.api.patch(`/vehicles/${vehicle.id}`, { eta: '2031-05-14' });
  await expect(customer.getByText('14 May 2031')).toBeAttached();
  expect(Math.abs((await top()) - before)).toBeLessThanOrEqual(1);
});

test('an open lightbox stays open at its photo, and closes when that is gone', async ({ importer, people }) => {
  const customer = await people.stranger();
  const { vehicle, url } = await pictured(importer, customer, 3);
  await expectLive(customer, url);
  await customer.getByRole('button', { name: 'Show photo 3 of 4' }).click();
  const count = customer.getByRole('dialog').getByRole('status');
  await expect(count).toHaveText('3 of 4');
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  await expect(customer.getByText('Loaded in Yokohama.')).toBeAttached();
  await expect(count).toHaveText('3 of 4');
  await expect(customer.getByRole('dialog')).toBeVisible();

  await importer.api.patch(`/vehicles/${vehicle.id}/tracking-link`, { photo_ids: [] });
  await expect(customer.getByText('Photos', { exact: true })).toHaveCount(0);
  await expect(customer.getByRole('dialog')).toBeHidden();
});
