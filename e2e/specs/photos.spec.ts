// Photos: from the yard into the gallery.

import { expect, test } from '../support/fixtures.ts';
import { allowGone, Gallery } from '../support/gallery.ts';
import { centre, finger, mouse } from '../support/pointer.ts';
import {
  addPhotos,
  cutOff,
  damaged,
  gallery as stored,
  give,
  makeHero,
  pdf,
  picture,
  pictures,
  takenAt,
} from '../support/pictures.ts';

/** The channels of the first colour of a placeholder, the strongest first: cyan is `bgr`, violet `brg`, pink `rbg`. */
function strongest(placeholder: string): string {
  const value = (start: number) => Number.parseInt(placeholder.slice(start, start + 2), 16);
  const channels = [
    ['r', value(0)],
    ['g', value(2)],
    ['b', value(4)],
  ] as const;
  return [...channels]
    .sort((one, other) => other[1] - one[1])
    .map(([name]) => name)
    .join('');
}

const UPLOAD = /\/api\/v1\/vehicles\/[^/]+\/photos$/;

test.beforeEach(({ watch }) => allowGone(watch));

test('several files at once, each with its own progress and its own error', async ({ importer, people, watch }) => {
  watch.expect(415, UPLOAD);
  watch.expect(422, UPLOAD);
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const gallery = await Gallery.open(page, vehicle);
  await expect(gallery.section.getByText('No photos yet')).toBeVisible();
  const [front, side, rear] = await pictures(page, 'front.jpg', 'side.jpg', 'rear.jpg');
  // The first one stays on its way until everything else was looked at.
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  let first = true;
  await page.route(UPLOAD, async (route) => {
    if (route.request().method() === 'POST' && first) {
      first = false;
      await held;
    }
    await route.continue();
  });
  await gallery.choose(front!, cutOff(side!, 'broken.jpg'), pdf(), side!, rear!);

  await expect(gallery.sending('front.jpg').getByRole('progressbar', { name: 'Upload of front.jpg' })).toBeVisible();
  await expect(gallery.sending('broken.jpg').getByRole('alert')).toContainText('incomplete or damaged');
  await expect(gallery.sending('papers.pdf').getByRole('alert')).toContainText('This is a PDF document.');
  await expect(gallery.sending('papers.pdf').getByRole('button', { name: /^Retry/ })).toHaveCount(0);
  await expect(gallery.tiles).toHaveCount(2);
  await expect(gallery.section.getByText('2 of 5 photos uploaded, 2 failed.')).toBeVisible();
  release();
  await expect(gallery.tiles).toHaveCount(3);
  await gallery.button('Remove broken.jpg').click();
  await gallery.button('Remove papers.pdf').click();
  await expect(gallery.sendings).toHaveCount(0);

  // They stand in the order in which they were chosen, although the first one arrived last.
  await expect(async () => {
    const { data } = await stored(importer, vehicle);
    expect(await gallery.order()).toEqual(data.map((photo) => photo.id));
    expect(data.map((photo) => strongest(photo.placeholder))).toEqual(['bgr', 'brg', 'rbg']);
  }).toPass();
  for (const image of await gallery.tiles.locator('img').all()) {
    await image.scrollIntoViewIfNeeded();
    await expect(image).toHaveJSProperty('complete', true);
    await expect.poll(() => image.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  }
});

test('a photo that is damaged is uploaded, and its uploader is told', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const gallery = await Gallery.open(page, vehicle);
  const [whole] = await pictures(page, 'whole.jpg');
  await gallery.choose(damaged(whole!), whole!);
  await expect(gallery.tiles).toHaveCount(2);
  await expect(gallery.sendings).toHaveCount(1);
  const warned = gallery.sending('damaged.jpg');
  await expect(warned.getByRole('alert')).toContainText('Part of this picture is damaged');
  await expect(warned.getByRole('button', { name: /^Retry/ })).toHaveCount(0);
  await gallery.button('Dismiss warning for damaged.jpg').click();
  await expect(gallery.sendings).toHaveCount(0);
  await expect(gallery.tiles).toHaveCount(2);
});

test('files are dropped on the gallery or pasted anywhere but into a field', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const gallery = await Gallery.open(page, vehicle);
  const [one, two, three] = await pictures(page, 'one.png', 'two.png', 'three.png');
  await give(page, 'section.photos', 'drop', [one!, two!]);
  await expect(gallery.tiles).toHaveCount(2);
  await give(page, 'main h1', 'paste', [three!]);
  await expect(gallery.tiles).toHaveCount(3);
  await page.getByLabel('New note').focus();
  await give(page, 'textarea', 'paste', [one!]);
  await expect(gallery.sendings).toHaveCount(0);
  await expect(gallery.tiles).toHaveCount(3);
});

test('an upload that breaks is sent again by a press, and is one photo', async ({ importer, people, watch }) => {
  watch.expectLostConnections();
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const gallery = await Gallery.open(page, vehicle);
  const keys: (string | undefined)[] = [];
  await page.route(UPLOAD, async (route) => {
    if (route.request().method() !== 'POST') {
      return route.continue();
    }
    keys.push(route.request().headers()['idempotency-key']);
    // The server gets the photo, and its answer is lost on the way.
    if (keys.length === 1) {
      await route.fetch();
      return route.abort('connectionreset');
    }
    return route.continue();
  });
  await gallery.choose(await picture(page, 'yard.jpg'));
  const row = gallery.sending('yard.jpg');
  await expect(row.getByRole('alert')).toContainText('The server could not be reached.');
  await row.getByRole('button', { name: /^Retry/ }).click();
  await expect(gallery.sendings).toHaveCount(0);
  await expect(gallery.tiles).toHaveCount(1);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
  expect(keys[1]).toBe(keys[0]);
  expect((await stored(importer, vehicle)).data).toHaveLength(1);
});

test('a file that is too large is not even sent', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const gallery = await Gallery.open(page, vehicle);
  let sent = 0;
  page.on('request', (request) => {
    sent += Number(request.method() === 'POST' && UPLOAD.test(request.url()));
  });
  await gallery.choose({ name: 'huge.jpg', mimeType: 'image/jpeg', buffer: Buffer.alloc(20 * 1024 * 1024 + 1) });
  await expect(gallery.sending('huge.jpg').getByRole('alert')).toContainText('This file is larger than 20 MB.');
  expect(sent).toBe(0);
});

test('the access token may have expired while somebody was in the yard', async ({ importer, people, server, watch }) => {
  // The browser's clock stands still: the app finds out by being refused, with the upload or with what it reads meanwhile.
  watch.expect(401, /\/api\/v1\/vehicles\//);
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const gallery = await Gallery.open(page, vehicle);
  await expect(gallery.section.getByText('No photos yet')).toBeVisible();
  await server.advance(3_600);
  await gallery.choose(await picture(page, 'late.jpg'));
  await expect(gallery.tiles).toHaveCount(1);
});

test('photos are put in order by keys, by single presses and by dragging', async ({ importer, people }, info) => {
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const added = await addPhotos(importer, vehicle, await pictures(page, 'a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'));
  const [a, b, c, d] = added.map((photo) => photo.id);
  const gallery = await Gallery.open(page, vehicle);
  await expect(gallery.tiles).toHaveCount(4);
  const expectOrder = async (...ids: (string | undefined)[]) => {
    await expect(async () => expect(await gallery.order()).toEqual(ids)).toPass();
    await expect(async () => expect((await stored(importer, vehicle)).data.map((photo) => photo.id)).toEqual(ids)).toPass();
  };

  await gallery.button('Move photo 1').focus();
  await page.keyboard.press('ArrowRight');
  await expect(gallery.section.getByText('Photo moved to position 2 of 4.')).toBeAttached();
  await expect(gallery.button('Move photo 2')).toBeFocused();
  await page.keyboard.press('End');
  await expect(gallery.section.getByText('Photo moved to position 4 of 4.')).toBeAttached();
  await expectOrder(b, c, d, a);
  await expect(gallery.button('Move photo 4')).toBeFocused();

  await gallery.button('Move photo 3').click();
  await gallery.section.getByRole('group', { name: 'Move' }).getByRole('button', { name: 'Move left' }).click();
  await expectOrder(b, d, c, a);
  await page.reload();
  await expectOrder(b, d, c, a);

  // With the mouse anywhere on the photo; a finger takes the handle.
  const phone = info.project.name.endsWith('phone');
  const from = phone ? gallery.button('Move photo 4') : gallery.button('Open photo 4');
  await from.scrollIntoViewIfNeeded();
  const [start, end] = [centre(await from.boundingBox()), centre(await gallery.tiles.first().boundingBox())];
  const pointer = phone ? await finger(page) : mouse(page);
  await pointer.down(start);
  for (let step = 1; step <= 12; step++) {
    await pointer.move({ x: start.x + ((end.x - start.x) * step) / 12, y: start.y + ((end.y - start.y) * step) / 12 });
  }
  await expect(gallery.tiles.first()).toHaveClass(/dragged/);
  await pointer.up();
  await expectOrder(a, b, d, c);
  // The press that ended the drag was none.
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('Escape puts a dragged photo back', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const added = await addPhotos(importer, vehicle, await pictures(page, 'a.jpg', 'b.jpg'));
  const gallery = await Gallery.open(page, vehicle);
  await expect(gallery.tiles).toHaveCount(2);
  await gallery.tiles.first().scrollIntoViewIfNeeded();
  const [start, end] = [await gallery.tiles.first().boundingBox(), await gallery.tiles.last().boundingBox()];
  await page.mouse.move(start!.x + 40, start!.y + 40);
  await page.mouse.down();
  await page.mouse.move(end!.x + 40, end!.y + 40, { steps: 8 });
  await expect(gallery.tiles.last()).toHaveClass(/dragged/);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(async () => expect(await gallery.order()).toEqual(added.map((photo) => photo.id))).toPass();
});

test('whoever orders a gallery that somebody else ordered meanwhile is told', async ({ importer, people, watch }) => {
  watch.expect(412, /\/photos\/order$/);
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const added = await addPhotos(importer, vehicle, await pictures(page, 'a.jpg', 'b.jpg', 'c.jpg'));
  const [a, b, c] = added.map((photo) => photo.id);
  const gallery = await Gallery.open(page, vehicle);
  await expect(gallery.tiles).toHaveCount(3);
  const { version } = await stored(importer, vehicle);
  await importer.api.call(
    'PUT',
    `/vehicles/${vehicle.id}/photos/order`,
    { photo_ids: [c, b, a] },
    { 'if-match': `"${version}-"` },
  );
  await gallery.button('Move photo 1').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByText('Somebody else has just changed the gallery')).toBeVisible();
  await expect(async () => expect(await gallery.order()).toEqual([c, b, a])).toPass();
});

test('the hero photo is chosen by somebody, and seen large', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  await addPhotos(importer, vehicle, await pictures(page, 'a.jpg', 'b.jpg', 'c.jpg'));
  const gallery = await Gallery.open(page, vehicle);
  const star = (place: number) => gallery.button(`Hero photo: photo ${place}`);
  // The first one is it until somebody chooses.
  await expect(star(1)).toHaveAttribute('aria-pressed', 'true');
  await star(1).click();
  await expect(gallery.section.getByText('No hero photo yet.')).toBeVisible();
  await expect(star(2)).toHaveAttribute('aria-pressed', 'false');
  await star(2).click();
  await expect(star(2)).toHaveAttribute('aria-pressed', 'true');
  await expect(gallery.section.getByText('Photo 2 is now the hero photo.')).toBeAttached();
  await expect(gallery.section.getByText('No hero photo yet.')).toBeHidden();
  expect((await stored(importer, vehicle)).data.map((photo) => photo.is_hero)).toEqual([false, true, false]);

  await gallery.button('Open photo 2, the hero photo').click();
  await expect(page.getByRole('dialog', { name: 'Photo 2 of 3 · Hero' })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  const third = page.getByRole('dialog', { name: 'Photo 3 of 3' });
  await expect(third.getByRole('img', { name: 'Photo 3' })).toBeVisible();
  await third.getByRole('button', { name: 'Make hero photo' }).click();
  await expect(page.getByRole('dialog', { name: 'Photo 3 of 3 · Hero' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(star(3)).toHaveAttribute('aria-pressed', 'true');
  await expect(star(2)).toHaveAttribute('aria-pressed', 'false');
  await star(3).click();
  await expect(gallery.section.getByText('No hero photo yet.')).toBeVisible();
});

test('photos are brought into the order in which they were taken', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const [late, early, unknown] = await pictures(page, 'late.jpg', 'early.jpg', 'unknown.jpg');
  const files = [unknown!, takenAt(late!, '2026:05:14 12:00:00', '+02:00'), takenAt(early!, '2026:05:14 09:30:00', '+02:00')];
  const added = (await addPhotos(importer, vehicle, files)).map((photo) => photo.id);
  const gallery = await Gallery.open(page, vehicle);
  const byTime = gallery.section.getByRole('button', { name: 'Sort by time taken' });
  await byTime.click();
  await expect.poll(() => gallery.order()).toEqual([added[2], added[1], added[0]]);
  await expect(byTime).toBeHidden();
  await expect(async () => {
    const saved = (await stored(importer, vehicle)).data.map((photo) => photo.id);
    expect(saved).toEqual([added[2], added[1], added[0]]);
  }).toPass();
  await gallery.button('Open photo 1').click();
  await expect(page.getByRole('dialog', { name: /^Photo 1 of 3 · Taken .*2026.*\(UTC\+02:00\)$/ })).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('dialog', { name: /^Photo 3 of 3(?!.*Taken)/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => gallery.order()).toEqual(added);
  await expect(async () => {
    expect((await stored(importer, vehicle)).data.map((photo) => photo.id)).toEqual(added);
  }).toPass();
});

test('a deleted photo comes back to its place', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const added = await addPhotos(importer, vehicle, await pictures(page, 'a.jpg', 'b.jpg', 'c.jpg'));
  await makeHero(importer, vehicle, added[1]!);
  const gallery = await Gallery.open(page, vehicle);
  await gallery.button('Delete photo 2').click();
  await expect(gallery.tiles).toHaveCount(2);
  await expect(page.getByText('The photo was deleted.')).toBeVisible();
  expect((await stored(importer, vehicle)).data).toHaveLength(2);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('The photo was restored.')).toBeVisible();
  await expect(gallery.tiles).toHaveCount(3);
  await expect.poll(() => gallery.order()).toEqual(added.map((photo) => photo.id));
});

test('a viewer looks and changes nothing; in lockdown photos can only be deleted', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  await addPhotos(importer, vehicle, await pictures(page, 'a.jpg', 'b.jpg'));
  const viewer = await people.staff(await importer.member('Kim Larsen', 'viewer'));
  const seen = await Gallery.open(viewer, vehicle);
  await expect(seen.tiles).toHaveCount(2);
  await expect(seen.section.getByText('2 photos')).toBeVisible();
  await expect(seen.button(/^(Move|Hero|Delete|Add|Take)/)).toHaveCount(0);
  await seen.button('Open photo 1').click();
  await expect(viewer.getByRole('dialog', { name: 'Photo 1 of 2' })).toBeVisible();

  await importer.bill('canceled');
  const gallery = await Gallery.open(page, vehicle);
  await expect(gallery.section.getByText('photos can be deleted, but not added or changed')).toBeVisible();
  await expect(gallery.button(/^(Move|Hero|Add|Take)/)).toHaveCount(0);
  await gallery.button('Delete photo 1').click();
  await expect(page.getByText('The photo was deleted.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  await expect(gallery.tiles).toHaveCount(1);
});
