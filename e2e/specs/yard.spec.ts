// The yard: a phone in one hand, and a line that comes and goes.

import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts';
import { actions, pressDelete } from '../support/actions.ts';
import { expect, test } from '../support/fixtures.ts';
import { allowGone, Gallery } from '../support/gallery.ts';
import { colourName, jpeg, metadata, tagged, TURNED, WIDE_GAMUT, wideGamut } from '../support/kinds.ts';
import { gallery as stored, pictures } from '../support/pictures.ts';

const UPLOAD = /\/api\/v1\/vehicles\/[^/]+\/photos$/;

interface Sent {
  base64: string;
  key: string;
}

/** Notes what is uploaded, byte for byte: browsers keep files from whoever stands between a page and its server. */
async function noteSent(page: Page): Promise<() => Promise<Sent[]>> {
  await page.addInitScript(() => {
    const sent: Sent[] = [];
    Object.assign(globalThis, { sent });
    const { send, setRequestHeader } = XMLHttpRequest.prototype;
    const keys = new WeakMap<XMLHttpRequest, string>();
    XMLHttpRequest.prototype.setRequestHeader = function (name, value) {
      if (name === 'Idempotency-Key') {
        keys.set(this, value);
      }
      setRequestHeader.call(this, name, value);
    };
    XMLHttpRequest.prototype.send = function (body) {
      const file = body instanceof FormData ? body.get('file') : null;
      const reader = new FileReader();
      reader.onload = () => sent.push({ base64: String(reader.result).split(',')[1]!, key: keys.get(this) ?? '' });
      if (file instanceof Blob) {
        reader.readAsDataURL(file);
      }
      send.call(this, body);
    };
  });
  return () => page.evaluate(() => (globalThis as unknown as { sent: Sent[] }).sent);
}

/** What a browser shows of a picture: its size, and the colours in the middles of the quadrants. */
function shown(page: Page, base64: string): Promise<{ width: number; height: number; colours: number[][] }> {
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes]));
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
    context.drawImage(bitmap, 0, 0);
    const at = (x: number, y: number) => [...context.getImageData(Math.floor(x * width), Math.floor(y * height), 1, 1).data];
    return { width, height, colours: [0.2, 0.8].flatMap((y) => [0.2, 0.8].map((x) => at(x, y))) };
  }, base64);
}

test.beforeEach(({ watch }) => allowGone(watch));

test('a large photo is sent small, upright, in its colours and with its time', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const sent = await noteSent(page);
  const gallery = await Gallery.open(page, vehicle);
  const large = await jpeg(page, 'large.jpg', 4032, 3024);
  const tags = ['-Orientation=6', '-DateTimeOriginal=2026:03:04 05:06:07', '-GPSLatitude=35'];
  const small = await jpeg(page, 'small.jpg', 640, 480);
  await gallery.choose(await tagged(large, ...tags), small, await wideGamut(page, 3000, 2000));
  await expect(gallery.tiles).toHaveCount(3);
  const uploads = await sent();
  const looks = await Promise.all(uploads.map(({ base64 }) => shown(page, base64)));
  const place = (width: number) => looks.findIndex((look) => look.width === width);
  // Upright: as wide as the original is high.
  expect(looks[place(1920)]).toMatchObject({ width: 1920, height: 2560 });
  expect(looks[place(1920)]!.colours.map(colourName)).toEqual(TURNED);
  expect(await metadata(Buffer.from(uploads[place(1920)]!.base64, 'base64'))).toEqual({
    'ExifIFD:DateTimeOriginal': '2026:03:04 05:06:07',
  });
  // What is small already goes as it is.
  expect(Buffer.from(uploads[place(640)]!.base64, 'base64').equals(small.buffer)).toBe(true);
  // A colour of Display P3 is the same colour in sRGB, not its numbers.
  expect(place(2560)).toBeGreaterThanOrEqual(0);
  for (const [index, value] of WIDE_GAMUT.entries()) {
    expect(Math.abs(looks[place(2560)]!.colours[0]![index]! - value)).toBeLessThan(8);
  }
});

test('photos wait for a connection, also after the page was closed, and are sent once', async ({ importer, people, watch }) => {
  watch.expectLostConnections();
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const context = page.context();
  const keys: string[] = [];
  await context.route(UPLOAD, async (route) => {
    if (route.request().method() !== 'POST') {
      return route.continue();
    }
    keys.push(route.request().headers()['idempotency-key'] ?? '');
    // The server gets the first photo, and its answer is lost on the way.
    if (keys.length === 1) {
      await route.fetch();
      return route.abort('connectionreset');
    }
    return route.continue();
  });
  const gallery = await Gallery.open(page, vehicle);
  await expect(gallery.section.getByText('No photos yet')).toBeVisible();
  const [one, two, three] = await pictures(page, 'one.jpg', 'two.jpg', 'three.jpg');
  await gallery.choose(one!);
  await expect(gallery.sending('one.jpg').getByRole('alert')).toContainText('The server could not be reached.');
  await context.setOffline(true);
  await gallery.choose(two!, three!);
  await expect(gallery.sending('three.jpg').getByRole('alert')).toContainText('even if you close this page');
  await expect(gallery.section.getByText('0 of 3 photos uploaded, 3 waiting.')).toBeVisible();
  await expect(gallery.section.getByRole('button', { name: 'Retry all' })).toBeVisible();
  expect(keys).toHaveLength(1);
  await page.close();

  await context.setOffline(false);
  const later = await context.newPage();
  await later.goto('/vehicles');
  await expect.poll(async () => (await stored(importer, vehicle)).data.length).toBe(3);
  await expect.poll(() => keys.length).toBe(4);
  expect(new Set(keys).size).toBe(3);
  expect(keys.filter((key) => key === keys[0])).toHaveLength(2);
  // Nothing is left of them on the device.
  const again = await Gallery.open(later, vehicle);
  await expect(again.tiles).toHaveCount(3);
  await expect(again.sendings).toHaveCount(0);
});

test('all that failed are sent again by one press', async ({ importer, people, watch }) => {
  watch.expect(507, UPLOAD);
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const gallery = await Gallery.open(page, vehicle);
  const problem = {
    code: 'insufficient_storage',
    status: 507,
    title: 'No space left',
    detail: 'No space left.',
    request_id: 'r',
  };
  await page.route(UPLOAD, (route) =>
    route.request().method() === 'POST' ? route.fulfill({ status: 507, json: problem }) : route.continue(),
  );
  await gallery.choose(...(await pictures(page, 'one.jpg', 'two.jpg')));
  await expect(gallery.section.getByText('2 failed')).toBeVisible();
  await page.unroute(UPLOAD);
  await gallery.section.getByRole('button', { name: 'Retry all' }).click();
  await expect(gallery.tiles).toHaveCount(2);
  await expect(gallery.sendings).toHaveCount(0);
});

test('whoever signs out is asked about photos that wait, and leaves none behind', async ({ importer, people, watch }) => {
  watch.expectLostConnections();
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  await page.route(UPLOAD, (route) => (route.request().method() === 'POST' ? route.abort('failed') : route.continue()));
  const gallery = await Gallery.open(page, vehicle);
  await gallery.choose(...(await pictures(page, 'one.jpg', 'two.jpg')));
  await expect(gallery.section.getByText('0 of 2 photos uploaded, 2 waiting.')).toBeVisible();
  // On other pages they are not forgotten.
  await page.goto('/settings/account');
  await expect(page.getByText('2 photos waiting for a connection.')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  const question = page.getByRole('dialog', { name: 'Sign out and lose 2 photos?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('2 photos waiting for a connection.')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await question.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  const left = () =>
    page.evaluate(
      () =>
        new Promise<number>((resolve, reject) => {
          const opening = indexedDB.open('importops-photos');
          opening.onerror = () => reject(opening.error);
          opening.onsuccess = () => {
            const counting = opening.result.transaction('photos').objectStore('photos').count();
            counting.onsuccess = () => resolve(counting.result);
          };
        }),
    );
  await expect.poll(left).toBe(0);
});

test('on a phone the page of a vehicle begins with what a yard needs', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  for (const width of [320, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await page.goto(`/vehicles/${vehicle.id}`);
    await expect(actions(page).getByRole('button', { name: 'Take photo' })).toBeInViewport({ ratio: 1 });
    await expectNoSidewaysScroll(page, `${width} pixels`);
  }
  await expect(page.getByText('Vessel')).toBeHidden();
  const fold = page.getByRole('button', { name: /^\d+ empty fields$/ });
  await fold.click();
  await expect(page.getByText('Vessel')).toBeVisible();
  await page.getByLabel('Photo for this vehicle').setInputFiles(await pictures(page, 'yard.jpg'));
  await expect(new Gallery(page).tiles).toHaveCount(1);
  await actions(page).getByRole('button', { name: 'Write note' }).click();
  const note = page.getByLabel('New note');
  await expect(note).toBeFocused();
  // What has the focus is not behind the bar.
  const [field, bar] = [await note.boundingBox(), await page.locator('.vehicle__bar').boundingBox()];
  expect(field!.y + field!.height).toBeLessThanOrEqual(bar!.y);
  await actions(page).getByText('More', { exact: true }).click();
  await expectAccessible(page, 'vehicle on a phone, with its menu');
  await actions(page).getByText('More', { exact: true }).click();
  await pressDelete(page);
  await expect(page.getByRole('dialog', { name: /^Delete 2021/ })).toBeVisible();
});
