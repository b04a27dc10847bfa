// Photos that the server does not take as they are: the app converts them, one at a time, and says why one is not sent.

import { expect, test } from '../support/fixtures.ts';
import { allowGone, Gallery } from '../support/gallery.ts';
import { avif, bmp, corners, gif, heic, jpeg, tagged, TURNED, UPRIGHT } from '../support/kinds.ts';
import { gallery as stored, give } from '../support/pictures.ts';

const UPLOAD = /\/api\/v1\/vehicles\/[^/]+\/photos$/;

test.beforeEach(({ watch }) => allowGone(watch));

test('photos of other kinds are chosen, dropped and pasted as any photo is', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const gallery = await Gallery.open(page, vehicle);
  const plain = await jpeg(page, 'plain.jpg', 400, 300);
  let [workers, most] = [0, 0];
  page.on('worker', (worker) => {
    most = Math.max(most, ++workers);
    worker.on('close', () => workers--);
  });
  // What a file is called says nothing.
  await gallery.choose({ ...(await avif(plain, 'turned.avif', '--irot', '3')), name: 'photo.jpg' }, bmp('a.bmp'));
  await expect(gallery.tiles).toHaveCount(2);
  await give(page, 'section.photos', 'drop', [gif('a.gif')]);
  await expect(gallery.tiles).toHaveCount(3);
  await give(page, 'main h1', 'paste', [await avif(plain, 'a.avif')]);
  await expect(gallery.tiles).toHaveCount(4);
  await expect(gallery.sendings).toHaveCount(0);
  const { data } = await stored(importer, vehicle);
  const sizes = data.map((photo) => [photo.width, photo.height]);
  expect(sizes).toEqual([
    [300, 400],
    [64, 48],
    [64, 48],
    [400, 300],
  ]);
  expect(data.map((photo) => corners(photo.placeholder))).toEqual([TURNED, UPRIGHT, UPRIGHT, UPRIGHT]);
  expect(most, 'one at a time, so that their memory does not add up').toBe(1);
  await expect.poll(() => page.workers().length, 'and no longer than it takes').toBe(0);
});

test('HEIC photos are converted here, or by the server where it hands out no decoder', async ({ importer, people, watch }) => {
  watch.expect(404, /\/assets\/heic-/);
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const gallery = await Gallery.open(page, vehicle);
  const decoder = '**/assets/heic-*.wasm';
  let loads = 0;
  page.context().on('request', (request) => {
    loads += Number(/\/assets\/heic-\w+\.wasm$/.test(request.url()));
  });
  await gallery.choose(await heic());
  await expect(gallery.tiles).toHaveCount(1);
  expect(loads).toBe(1);
  await page.context().route(decoder, (route) => route.fulfill({ status: 404, body: '' }));
  await gallery.choose(await heic());
  await expect(gallery.tiles).toHaveCount(2);
  const { data } = await stored(importer, vehicle);
  expect(data.map((photo) => [photo.width, photo.height])).toEqual([
    [96, 64],
    [96, 64],
  ]);
});

test('panoramas and large files are made smaller before they are sent', async ({ importer, people, watch }) => {
  watch.expect(422, UPLOAD);
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const gallery = await Gallery.open(page, vehicle);
  const keys: (string | undefined)[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && UPLOAD.test(request.url())) {
      keys.push(request.headers()['idempotency-key']);
    }
  });
  const wide = await jpeg(page, 'wide.jpg', 20_000, 512);
  await gallery.choose(await tagged(wide, '-Orientation=6'));
  await expect(gallery.tiles).toHaveCount(1);
  // More bytes than the server takes: what a phone filmed hangs on its end.
  const small = await jpeg(page, 'film.jpg', 400, 300);
  await gallery.section.getByLabel('Photo files').evaluate((input: HTMLInputElement, base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes, new Uint8Array(21 * 1024 * 1024)], 'film.jpg'));
    input.files = data.files;
    input.dispatchEvent(new Event('change'));
  }, small.buffer.toString('base64'));
  await expect(gallery.tiles).toHaveCount(2);
  expect(keys).toHaveLength(2);
  // Its size stands behind what a program wrote: only the server finds it, and the app then does the same.
  await gallery.choose(await jpeg(page, 'late.jpg', 20_000, 512, 5));
  await expect(gallery.tiles).toHaveCount(3);
  expect(new Set(keys).size).toBe(4);
  const { data } = await stored(importer, vehicle);
  expect(data.map((photo) => photo.width > photo.height)).toEqual([false, true, true]);
  expect(data.map((photo) => corners(photo.placeholder))).toEqual([TURNED, UPRIGHT, UPRIGHT]);
});

test('a file that cannot be converted says why, and what to do', async ({ importer, people, watch }) => {
  watch.expect(415, UPLOAD);
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const gallery = await Gallery.open(page, vehicle);
  const whole = await avif(await jpeg(page, 'plain.jpg', 400, 300), 'cut.avif');
  const tiff = { name: 'scan.tif', mimeType: 'image/tiff', buffer: Buffer.from('49492a0008000000000000000000', 'hex') };
  await gallery.choose({ ...whole, buffer: whole.buffer.subarray(0, whole.buffer.length - 40) }, tiff);
  await expect(gallery.sending('cut.avif').getByRole('alert')).toContainText('The file is incomplete: its end is missing.');
  await expect(gallery.sending('cut.avif').getByRole('button', { name: /^Retry/ })).toHaveCount(0);
  // What no browser here opens is judged by the server, which names it.
  await expect(gallery.sending('scan.tif').getByRole('alert')).toContainText('TIFF');
  await expect(gallery.tiles).toHaveCount(0);
});

test('without a connection nothing is converted, and Retry does it', async ({ importer, people, watch }) => {
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const gallery = await Gallery.open(page, vehicle);
  await expect(gallery.section.getByText('No photos yet')).toBeVisible();
  watch.expectLostConnections();
  const converter = '**/assets/converter-*.js';
  await page.context().route(converter, (route) => route.abort('connectionreset'));
  await gallery.choose(bmp('yard.bmp'));
  const row = gallery.sending('yard.bmp');
  await expect(row.getByRole('alert')).toContainText('The server could not be reached.');
  await page.context().unroute(converter);
  await row.getByRole('button', { name: /^Retry/ }).click();
  await expect(gallery.tiles).toHaveCount(1);
});

test('one that is being converted can be cancelled, and the next one goes on', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const page = await people.staff(importer.admin);
  const gallery = await Gallery.open(page, vehicle);
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.context().route('**/assets/converter-*.js', async (route) => {
    await held;
    await route.continue();
  });
  await gallery.choose(bmp('one.bmp'), bmp('two.bmp'));
  await expect(gallery.sending('one.bmp')).toContainText('Preparing');
  await gallery.button('Cancel one.bmp').click();
  release();
  await expect(gallery.tiles).toHaveCount(1);
  await expect(gallery.sendings).toHaveCount(0);
  expect((await stored(importer, vehicle)).data).toHaveLength(1);
});
