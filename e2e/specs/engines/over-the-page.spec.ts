// What lies over a page, in every engine: Back closes it instead of leaving the page, the page behind stands still and in its
// place, and what changes meanwhile does not close it.

import { expect, test } from '../../support/engines/fixtures.ts';
import type { Person } from '../../support/engines/person.ts';
import { addPhotos, pictures } from '../../support/pictures.ts';
import { change, pictured } from '../../support/pictured.ts';

const OPEN = 'dialog[open]';

/** Whether something lies over the page. */
function isOpen(person: Person): Promise<boolean> {
  return person.tab.run((open) => document.querySelector(open) !== null, OPEN);
}

/** Which photo is in the middle, by the number that the counter says. */
function count(person: Person): Promise<string> {
  return person.tab.run(() => document.querySelector('.lightbox__count')?.textContent ?? '', undefined);
}

test('Back closes the lightbox, and the next Back leaves the page', async ({ importer, page, server, somebody }) => {
  const { url } = await pictured(importer, page, 2);
  const customer = await somebody();
  await customer.visit('/sign-in');
  await customer.visit(url);
  await customer.ready();
  const open = async (photo: number) => {
    await customer.press(`Show photo ${photo} of 3`);
    await expect.poll(() => count(customer)).toBe(`${photo} of 3`);
  };
  await open(2);
  await customer.tab.back();
  await expect.poll(() => isOpen(customer)).toBe(false);
  await customer.reads('Land Cruiser');

  // Closed by its own means it leaves nothing behind, however often.
  await open(1);
  await customer.keys('Escape');
  await expect.poll(() => isOpen(customer)).toBe(false);
  await open(3);
  await customer.press('Close');
  await expect.poll(() => isOpen(customer)).toBe(false);

  // After a reload it is closed, and there is no way back to it.
  await open(2);
  await customer.tab.reload();
  await customer.ready();
  await customer.reads('Land Cruiser');
  expect(await isOpen(customer)).toBe(false);
  await expect.poll(() => customer.tab.run(() => history.state === true, undefined)).toBe(false);
  await customer.tab.back();
  await expect.poll(() => customer.tab.run(() => location.href, undefined)).toBe(`${server.url}/sign-in`);
});

test('an open lightbox goes on when the page changes, and closes where its photo is gone', async ({
  importer,
  page,
  somebody,
}) => {
  const { vehicle, url, photos } = await pictured(importer, page, 3);
  const customer = await somebody();
  await customer.visit(url);
  await customer.ready();
  await customer.press('Show photo 3 of 4');
  await expect.poll(() => count(customer)).toBe('3 of 4');
  const asked = () =>
    customer.tab.run(
      () => performance.getEntriesByType('resource').filter(({ name }) => name.includes('/photos/')).length,
      undefined,
    );
  const seen = () =>
    customer.tab.run(() => document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.getAttribute('src'), undefined);
  // What the lightbox asks for is there first.
  const isThere = () =>
    customer.tab.run(
      () => [...document.querySelectorAll<HTMLImageElement>('.lightbox__strip img')].every(({ complete }) => complete),
      undefined,
    );
  await expect.poll(isThere).toBe(true);
  const [before, shown] = [await asked(), await seen()];

  await change(importer, vehicle, { photo_ids: [photos[2]!.id, photos[3]!.id] });
  await expect.poll(() => count(customer)).toBe('2 of 3');
  expect(await seen()).toBe(shown);
  expect(await asked()).toBe(before);

  await change(importer, vehicle, { photo_ids: [photos[3]!.id] });
  await expect.poll(() => isOpen(customer)).toBe(false);
  await expect.poll(() => customer.tab.run(() => history.state === true, undefined)).toBe(false);
});

test('the page behind the lightbox stands still, and the photo is in the middle', async ({ importer, page, somebody }) => {
  const { url } = await pictured(importer, page, 2);
  const customer = await somebody();
  await customer.tab.resize(1280, 600);
  await customer.visit(url);
  await customer.ready();
  await customer.tab.run(() => window.scrollTo(0, 60), undefined);
  const place = () =>
    customer.tab.run(() => {
      const box = document.querySelector('main')!.getBoundingClientRect();
      return { x: box.x, y: box.y, width: box.width, scrolled: scrollY };
    }, undefined);
  // To press it brings it into view.
  await customer.press('Show photo 1 of 3');
  await expect.poll(() => count(customer)).toBe('1 of 3');
  await customer.keys('Escape');
  await expect.poll(() => isOpen(customer)).toBe(false);
  const before = await place();
  await customer.press('Show photo 1 of 3');
  await expect.poll(() => count(customer)).toBe('1 of 3');
  // Nothing can scroll it, and nothing of it is seen.
  expect(await customer.tab.run(() => getComputedStyle(document.documentElement).overflowY, undefined)).toBe('hidden');
  const off = await customer.tab.run(() => {
    const box = document.querySelector('.lightbox__strip > :first-child')!.getBoundingClientRect();
    const dialog = document.querySelector('.lightbox')!.getBoundingClientRect();
    return [box.x + box.width / 2 - document.documentElement.clientWidth / 2, dialog.x, dialog.width - innerWidth];
  }, undefined);
  expect(off).toEqual([0, 0, 0]);
  await customer.keys('Escape');
  await expect.poll(() => isOpen(customer)).toBe(false);
  expect(await place()).toEqual(before);
});

test('Back closes a photo of the gallery, and the vehicle stays', async ({ importer, page, somebody }) => {
  const vehicle = await importer.vehicle();
  await addPhotos(importer, vehicle, await pictures(page, 'a.jpg', 'b.jpg'));
  const staff = await somebody();
  await staff.signIn(importer.admin);
  await staff.visit('/vehicles');
  await staff.press('2021 Toyota Land Cruiser');
  await staff.press('Open photo 1, the hero photo');
  await staff.reads('Photo 1 of 2');
  await staff.tab.back();
  await expect.poll(() => isOpen(staff)).toBe(false);
  expect(await staff.tab.run(() => location.pathname, undefined)).toBe(`/vehicles/${vehicle.id}`);
  await staff.press('Open photo 2');
  await staff.reads('Photo 2 of 2');
  await staff.keys('Escape');
  await expect.poll(() => isOpen(staff)).toBe(false);
  await staff.tab.back();
  await expect.poll(() => staff.tab.run(() => location.pathname, undefined)).toBe('/vehicles');
});
