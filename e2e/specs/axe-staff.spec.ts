// Accessibility of the staff app.

import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts';
import { actions, pressDelete } from '../support/actions.ts';
import { expect, test } from '../support/fixtures.ts';
import { Gallery } from '../support/gallery.ts';
import { addPhotos, makeHero, pdf, picture, pictures } from '../support/pictures.ts';
import { Sheet } from '../support/sheet.ts';
import type { Stage } from '../support/wire.ts';

test('sign-in', async ({ people, watch }) => {
  watch.expect(401, /\/api\/v1\/session$/);
  const page = await people.stranger();
  await page.goto('/sign-in');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expectAccessible(page, 'sign-in');
  await page.getByLabel('Email address').fill('nobody@staff.example');
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expectAccessible(page, 'sign-in with an error');
});

test('vehicles: empty, filled, creating one, none that matches', async ({ importer, people }) => {
  const page = await people.staff(importer.admin);
  await page.goto('/vehicles');
  await expect(page.getByText('No vehicles yet')).toBeVisible();
  await expectAccessible(page, 'no vehicles');

  const first = await importer.vehicle();
  await importer.link(first);
  const stages: Stage[] = ['in_transit', 'arrived', 'preparation'];
  for (const index of stages.keys()) {
    const vehicle = await importer.vehicle({ stock_number: `HI-${index}`, eta: '2030-05-14' });
    await importer.move(vehicle, stages.slice(0, index + 1));
  }
  await page.reload();
  await expect(page.getByRole('link', { name: '2021 Toyota Land Cruiser' })).toHaveCount(4);
  await expectAccessible(page, 'vehicles');
  await expectNoSidewaysScroll(page, 'vehicles');
  await page.getByRole('button', { name: 'New vehicle' }).click();
  const form = page.getByRole('dialog', { name: 'New vehicle' });
  await expect(form).toBeVisible();
  await expectAccessible(page, 'new vehicle');
  await form.getByRole('button', { name: 'Create vehicle' }).click();
  await expect(form.getByLabel('Make')).toHaveAttribute('aria-invalid', 'true');
  await expectAccessible(page, 'new vehicle with errors');
  await page.goto('/vehicles?q=nothing');
  await expect(page.getByText('No vehicle matches')).toBeVisible();
  await expectAccessible(page, 'no vehicle that matches');
  await page.goto('/vehicles?deleted=true');
  await expect(page.getByText('No deleted vehicles')).toBeVisible();
  await expectAccessible(page, 'no deleted vehicles');
});

test('vehicle, and its dialogs', async ({ importer, people }) => {
  const vehicle = await importer.vehicle({ agreed_sale_price: { amount_minor: 8_950_000, currency: 'EUR' } });
  await importer.note(vehicle, 'internal', 'The margin is thin.');
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  const page = await people.staff(importer.admin);
  await page.goto(`/vehicles/${vehicle.id}`);
  await expect(page.getByText('Loaded in Yokohama.')).toBeVisible();
  await expectAccessible(page, 'vehicle');
  await expectNoSidewaysScroll(page, 'vehicle');
  for (const [button, title] of [
    ['Edit', 'Edit vehicle'],
    ['Move stage', 'Move stage'],
    ['Delete', /^Delete 2021/],
  ] as const) {
    await (button === 'Delete' ? pressDelete(page) : actions(page).getByRole('button', { name: button }).click());
    const dialog = page.getByRole('dialog', { name: title });
    await expect(dialog).toBeVisible();
    await expectAccessible(page, `dialog ${button}`);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
  }
  await page.getByRole('button', { name: 'change the ETA' }).click();
  const eta = page.getByRole('dialog', { name: 'Change the ETA' });
  await expect(eta.getByText('The ETA has not been moved yet.')).toBeVisible();
  await expectAccessible(page, 'dialog ETA');
  await expectNoSidewaysScroll(page, 'dialog ETA');
  await eta.getByRole('button', { name: 'Cancel' }).click();
  const note = page.getByRole('listitem').filter({ hasText: 'The margin is thin.' });
  for (const [button, title] of [
    ['Edit note', /Edit/],
    ['Make visible to customer', /visible to the customer/],
    ['Delete note', /Delete/],
  ] as const) {
    await note.getByRole('button', { name: button }).click();
    const dialog = page.getByRole('dialog', { name: title });
    await expect(dialog).toBeVisible();
    await expectAccessible(page, `dialog ${button}`);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
  }
  await importer.api.delete(`/vehicles/${vehicle.id}`);
  await page.reload();
  await expect(page.getByText(/^This vehicle was deleted/)).toBeVisible();
  await expectAccessible(page, 'deleted vehicle');
});

test('tracking sheet in each of its states', async ({ importer, people, server }) => {
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const sheet = await Sheet.open(page, vehicle);
  await expect(sheet.dialog.getByText('No link yet')).toBeVisible();
  await expectAccessible(page, 'sheet without a link');
  await sheet.create();
  await expectAccessible(page, 'sheet of an active link');
  await expectNoSidewaysScroll(page, 'sheet');
  for (const [button, title] of [
    ['Regenerate', 'Regenerate the URL?'],
    ['Revoke', 'Revoke this tracking link?'],
  ] as const) {
    await sheet.button(button).click();
    const question = page.getByRole('dialog', { name: title });
    await expect(question).toBeVisible();
    await expectAccessible(page, title);
    await question.getByRole('button', { name: 'Cancel' }).click();
  }
  await sheet.revoke();
  await expectAccessible(page, 'sheet of a revoked link');

  const other = await importer.vehicle({ stock_number: 'HI-0043' });
  await importer.link(other, {}, new Date(server.now().getTime() + 60_000).toISOString());
  await server.advance(61);
  const expired = await Sheet.open(page, other);
  await expect(expired.dialog.getByText(/^Expired since /)).toBeVisible();
  await expectAccessible(page, 'sheet of an expired link');
  await expired.button('Regenerate').click();
  await expect(page.getByRole('dialog', { name: 'Regenerate the URL?' })).toBeVisible();
  await expectAccessible(page, 'regenerating an expired link');
  await importer.bill('canceled');
  const locked = await Sheet.open(page, other);
  await expect(locked.button('Regenerate')).toBeDisabled();
  await expectAccessible(page, 'sheet in lockdown');
});

test('photos: none, on their way, refused', async ({ importer, people, watch }) => {
  watch.expect(415, /\/photos$/);
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  // Tall enough that the phone's navigation lies on nothing.
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 390, height: 1_800 });
  const gallery = await Gallery.open(page, vehicle);
  await expect(gallery.section.getByText('No photos yet')).toBeVisible();
  await expectAccessible(page, 'no photos');
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/photos$/, async (route) => {
    if (route.request().postDataBuffer() !== null && route.request().method() === 'POST') {
      await held;
    }
    await route.continue();
  });
  await gallery.choose(await picture(page, 'front.jpg'));
  await expect(gallery.sending('front.jpg')).toBeVisible();
  await expectAccessible(page, 'a photo on its way');
  release();
  const name = 'Scan_20261129_155900_customs_papers_of_the_car_from_Yokohama.pdf';
  await gallery.choose(pdf(name));
  await expect(gallery.sending(name).getByRole('alert')).toBeVisible();
  await expectAccessible(page, 'a photo that was refused');
  await expectNoSidewaysScroll(page, 'a photo that was refused');
});

test('photos: in the gallery, large, in the sheet, in the list', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  // Tall enough that the phone's navigation lies on nothing.
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 390, height: 1_800 });
  const added = await addPhotos(importer, vehicle, await pictures(page, 'a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'));
  await makeHero(importer, vehicle, added[1]!);
  const gallery = await Gallery.open(page, vehicle);
  await gallery.showAll();
  await gallery.button('Move photo 2').click();
  await expect(gallery.section.getByRole('group', { name: 'Move' })).toBeVisible();
  await expectAccessible(page, 'gallery');
  await expectNoSidewaysScroll(page, 'gallery');
  await gallery.button('Open photo 3').click();
  const large = page.getByRole('dialog', { name: /^Photo 3 of 5/ });
  await expect(large.getByRole('img')).toBeVisible();
  await expectAccessible(page, 'photo, large');
  await page.keyboard.press('Escape');
  await expect(large).toBeHidden();

  const sheet = new Sheet(page);
  await sheet.press();
  await sheet.dialog.getByRole('button', { name: 'Add photo 1' }).click();
  await sheet.dialog.getByRole('button', { name: 'Add photo 3' }).click();
  await sheet.dialog.getByRole('button', { name: 'Move photo 1', exact: true }).click();
  await expectAccessible(page, 'picker');
  await sheet.dialog.getByRole('button', { name: 'Add photo 4' }).focus();
  // Past its star.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(sheet.dialog.getByRole('figure', { name: 'Larger preview' })).toBeVisible();
  await expectAccessible(page, 'picker with its larger preview');
  await expectNoSidewaysScroll(page, 'picker');
  await sheet.create();
  await page.goto('/vehicles');
  await expect(page.locator('.vehicles__thumb img')).toBeVisible();
  await expectAccessible(page, 'vehicles with a hero photo');
});
