// A tracking page with photos, as its customer has it.

import type { Locator, Page } from '@playwright/test';
import type { Importer } from './importer.ts';
import { addPhotos, makeHero, pictures } from './pictures.ts';
import type { LinkOptions, Photo, Vehicle } from './wire.ts';

/** Where a customer's pictures are; the logo is not among them. */
export const PICTURE = /\/api\/v1\/public\/tracking\/[^/]+\/photos\/([^/?]+)/;

export interface Pictured {
  vehicle: Vehicle;
  url: string;
  /** The gallery: the first is the hero photo, and all others are picked. */
  photos: Photo[];
}

/** A vehicle with a hero photo, and so many picked ones. `page` is any page: it draws the pictures. */
export async function pictured(importer: Importer, page: Page, picks: number): Promise<Pictured> {
  const vehicle = await importer.vehicle();
  const names = ['hero.jpg', ...Array.from({ length: picks }, (_, index) => `pick ${index + 1}.jpg`)];
  const photos = await addPhotos(importer, vehicle, await pictures(page, ...names));
  await makeHero(importer, vehicle, photos[0]!);
  const url = await importer.link(vehicle);
  await change(importer, vehicle, { photo_ids: photos.slice(1).map((photo) => photo.id) });
  return { vehicle, url, photos };
}

/** Changes what the link shows. */
export async function change(
  importer: Importer,
  vehicle: Vehicle,
  changes: { photo_ids?: string[]; options?: Partial<LinkOptions> },
): Promise<void> {
  await importer.api.patch(`/vehicles/${vehicle.id}/tracking-link`, changes);
}

/** The pictures of the page, in their order. */
export function picturesOf(page: Page): Locator {
  return page
    .locator('main')
    .getByRole('button', { name: /^Show photo/ })
    .locator('img');
}

/** Whether the pictures, however many of them, have all arrived. One by one: Firefox's process of the page ends otherwise. */
export async function arrived(pictures: Locator): Promise<boolean> {
  const here = (image: Element) => (image as HTMLImageElement).complete && (image as HTMLImageElement).naturalWidth > 0;
  return (await Promise.all((await pictures.all()).map((picture) => picture.evaluate(here)))).every(Boolean);
}

/** Tells an open page to look at its link again, as it does when somebody comes back to it. */
export async function lookAgain(page: Page): Promise<void> {
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
}
