// "Additional photos on tracking page", as the help article says.

import type { Locator } from '@playwright/test';
import { expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { allowGone } from '../support/gallery.ts';
import { addPhotos, pictures } from '../support/pictures.ts';
import { Sheet } from '../support/sheet.ts';
import type { TrackingLink } from '../support/wire.ts';

/** The two panels of the picker. */
class Picker {
  readonly section: Locator;
  readonly left: Locator;
  readonly right: Locator;

  constructor(readonly sheet: Sheet) {
    this.section = sheet.dialog.getByRole('region', { name: 'Additional photos on tracking page' });
    this.left = this.section.getByRole('group', { name: /^Gallery/ });
    this.right = this.section.getByRole('group', { name: /^On the page/ });
  }

  add(photo: number): Locator {
    return this.left.getByRole('button', { name: new RegExp(`^Add photo ${photo}\\b`) });
  }

  remove(photo: number): Locator {
    return this.right.getByRole('button', { name: new RegExp(`^Remove photo ${photo}\\b`) });
  }

  /** Waits until the right panel has these photos, by their place in the gallery, in this order. */
  async expectPicked(...photos: number[]): Promise<void> {
    const shown = this.right.getByRole('button', { name: /^(Remove photo|Photo)/ });
    // One by one: Firefox's process of the page ends when it is asked for all of them at once.
    const places = async () => {
      // One that goes while it is asked is asked for no longer: the next look finds the others.
      const name = (button: Locator) => button.getAttribute('aria-label', { timeout: 1_000 }).catch(() => null);
      const names = await Promise.all((await shown.all()).map(name));
      return names.map((text) => Number(/\d+/.exec(text ?? '')?.[0]));
    };
    await expect.poll(places).toEqual(photos);
  }
}

test.beforeEach(({ watch }) => allowGone(watch));

test('pick, look closer, order, save, and see it behind the same URL', async ({ importer, people }, info) => {
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  const added = await addPhotos(importer, vehicle, await pictures(office, 'a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'));
  const sheet = await Sheet.open(office, vehicle);
  const url = await sheet.create();
  const picker = new Picker(sheet);
  await expect(picker.right.getByText('None picked.')).toBeVisible();

  // Hovering a photo shows a larger preview, and so does reaching it by keyboard; neither moves anything.
  const larger = sheet.dialog.getByRole('figure', { name: 'Larger preview' });
  if (info.project.name.endsWith('desktop')) {
    await picker.add(2).scrollIntoViewIfNeeded();
    const before = await picker.section.boundingBox();
    await picker.add(2).hover();
    await expect(larger.getByRole('img', { name: 'Photo 2' })).toBeVisible();
    expect(await picker.section.boundingBox()).toEqual(before);
    await picker.section.getByText('Tap or click').hover();
    await expect(larger).toBeHidden();
  }
  await picker.add(1).focus();
  // Beside each photo is its star.
  await office.keyboard.press('Tab');
  await office.keyboard.press('Tab');
  await expect(picker.add(2)).toBeFocused();
  await expect(larger.getByRole('img', { name: 'Photo 2' })).toBeVisible();
  await office.keyboard.press('Escape');
  await expect(larger).toBeHidden();
  await expect(sheet.dialog).toBeVisible();

  // By touch, by mouse, by keyboard.
  if (info.project.name.endsWith('phone')) {
    await picker.add(3).tap();
  } else {
    await picker.add(3).click();
  }
  await expect(picker.section.getByText('Photo 3 added. 1 photo picked.')).toBeAttached();
  await picker.add(1).focus();
  await office.keyboard.press('Enter');
  await expect(picker.add(2)).toBeFocused();
  await office.keyboard.press('Space');
  await picker.expectPicked(3, 1, 2);
  await expect(sheet.dialog.getByText('Unsaved changes')).toBeVisible();

  // The order: by keys on the handle, and by single presses.
  await picker.right.getByRole('button', { name: 'Move photo 3', exact: true }).focus();
  await office.keyboard.press('ArrowRight');
  await expect(picker.section.getByText('Photo moved to position 2 of 3.')).toBeAttached();
  await picker.expectPicked(1, 3, 2);
  await picker.right.getByRole('button', { name: 'Move photo 2', exact: true }).click();
  await picker.right.getByRole('group', { name: 'Move' }).getByRole('button', { name: 'Move left' }).click();
  await picker.expectPicked(1, 2, 3);
  await sheet.save();
  await expect(sheet.url).toHaveValue(url);
  const link = await importer.api.get<TrackingLink>(`/vehicles/${vehicle.id}/tracking-link`);
  expect(link.photo_ids).toEqual([added[0]?.id, added[1]?.id, added[2]?.id]);

  const customer = await people.stranger();
  await expectLive(customer, url);
  const pictured = customer.locator('main img[src*="/photos/"]');
  await expect(pictured).toHaveCount(3);

  // A press in the right panel removes; the customer's next look has it no more.
  await picker.remove(2).click();
  await picker.expectPicked(1, 3);
  await sheet.save();
  await customer.reload();
  await expect(pictured).toHaveCount(2);
});

test('picks are dragged into another order', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  await addPhotos(importer, vehicle, await pictures(office, 'a.jpg', 'b.jpg'));
  const sheet = await Sheet.open(office, vehicle);
  const picker = new Picker(sheet);
  await picker.add(1).click();
  await picker.add(2).click();
  const handle = picker.right.getByRole('button', { name: 'Move photo 2', exact: true });
  await handle.scrollIntoViewIfNeeded();
  const [start, end] = [await handle.boundingBox(), await picker.remove(1).boundingBox()];
  await office.mouse.move(start!.x + start!.width / 2, start!.y + start!.height / 2);
  await office.mouse.down();
  await office.mouse.move(end!.x + 10, end!.y + 10, { steps: 8 });
  await office.mouse.up();
  await picker.expectPicked(2, 1);
  await expect(picker.section.getByText('Photo moved to position 1 of 2.')).toBeAttached();
});

test('Show photo governs the hero photo, which is shown once', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  const sheet = await Sheet.open(office, vehicle);
  const picker = new Picker(sheet);
  await expect(picker.section.getByText('This vehicle has no photos yet.')).toBeVisible();
  await expect(sheet.dialog.getByText('There is no hero photo to show: this vehicle has no photos yet.')).toBeVisible();
  await sheet.done();

  const added = await addPhotos(importer, vehicle, await pictures(office, 'a.jpg', 'b.jpg'));
  await importer.api.patch(`/vehicles/${vehicle.id}/photos/${added[0]!.id}`, { is_hero: false });
  await sheet.press();
  await expect(sheet.dialog.getByText('There is no hero photo to show yet.')).toBeVisible();
  await picker.section.getByRole('button', { name: 'Use photo 1 as hero' }).click();
  await expect(picker.left.getByRole('button', { name: 'Add photo 1, the hero photo' })).toBeVisible();
  await expect(sheet.dialog.getByText('There is no hero photo to show')).toBeHidden();
  await expect(picker.section.getByText('The hero photo is shown once, as hero')).toBeVisible();
  await picker.add(1).click();
  await picker.add(2).click();
  const url = await sheet.create();

  const customer = await people.stranger();
  await expectLive(customer, url);
  const pictured = customer.locator('main img[src*="/photos/"]');
  await expect(pictured).toHaveCount(2);
  // Switched off, the hero photo is a picked one like the others.
  await sheet.dialog.getByText('Show photo', { exact: true }).click();
  await expect(picker.section.getByText('The hero photo is shown once, as hero')).toBeHidden();
  await sheet.save();
  await customer.reload();
  await expect(pictured).toHaveCount(2);
  await picker.remove(1).click();
  await sheet.save();
  await customer.reload();
  await expect(pictured).toHaveCount(1);
});

test('a picked photo that was deleted is named, and one that goes meanwhile is not saved', async ({
  importer,
  people,
  watch,
}) => {
  watch.expect(412, /\/tracking-link$/);
  watch.expect(422, /\/tracking-link(\/preview)?$/);
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  const added = await addPhotos(importer, vehicle, await pictures(office, 'a.jpg', 'b.jpg', 'c.jpg'));
  const ids = added.map((photo) => photo.id);
  await importer.link(vehicle);
  await importer.api.patch(`/vehicles/${vehicle.id}/tracking-link`, { photo_ids: [ids[0], ids[1]] });
  await importer.api.delete(`/vehicles/${vehicle.id}/photos/${ids[0]}`);
  const sheet = await Sheet.open(office, vehicle);
  const picker = new Picker(sheet);
  await expect(picker.section.getByText('1 picked photo was deleted from the gallery')).toBeVisible();
  await picker.expectPicked(1);

  // The photo that was not picked before goes while the sheet is open: the link's version does not tell.
  await picker.add(2).click();
  await importer.api.delete(`/vehicles/${vehicle.id}/photos/${ids[2]}`);
  await sheet.button('Save options').click();
  await expect(sheet.dialog.getByText('A photo you picked has just been deleted from the gallery.')).toBeVisible();
  await picker.expectPicked(1);

  // A picked one changes the link: what is saved goes on top of that.
  await importer.api.delete(`/vehicles/${vehicle.id}/photos/${ids[1]}`);
  await sheet.dialog.getByText('Show estimated arrival', { exact: true }).click();
  await sheet.save();
  await expect(picker.section.getByText('2 picked photos were deleted from the gallery')).toBeVisible();
});

test('a viewer sees what is picked, large, and changes nothing', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  const [first] = await addPhotos(importer, vehicle, await pictures(office, 'a.jpg', 'b.jpg'));
  await importer.link(vehicle);
  await importer.api.patch(`/vehicles/${vehicle.id}/tracking-link`, { photo_ids: [first!.id] });
  const yard = await people.staff(await importer.member('Kim Larsen', 'viewer'));
  const sheet = await Sheet.open(yard, vehicle);
  const picker = new Picker(sheet);
  await picker.expectPicked(1);
  const photo = picker.right.getByRole('button', { name: 'Photo 1' });
  await photo.click({ force: true });
  await picker.expectPicked(1);
  await expect(picker.section.getByRole('button', { name: /^(Add|Remove|Move)/ })).toHaveCount(0);
});

test('photos are added to the gallery in the picker, and all are picked at once', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  const sheet = await Sheet.open(office, vehicle);
  const picker = new Picker(sheet);
  await expect(picker.section.getByRole('button', { name: 'Add photos' })).toBeVisible();
  await picker.section.getByLabel('Photos for the gallery').setInputFiles(await pictures(office, 'a.jpg', 'b.jpg', 'c.jpg'));
  await expect(picker.left.getByRole('button', { name: /^Add photo/ })).toHaveCount(3);
  await picker.section.getByRole('button', { name: 'Add all' }).click();
  await picker.expectPicked(1, 2, 3);
  await expect(picker.section.getByRole('button', { name: 'Add all' })).toBeHidden();
  await sheet.create();
  const link = await importer.api.get<TrackingLink>(`/vehicles/${vehicle.id}/tracking-link`);
  expect(link.photo_ids).toHaveLength(3);
});
