// What makes of any picture one that the server takes, in every engine: each opens pictures in its own way.

import { expect, test } from '../../support/engines/fixtures.ts';
import type { Tab } from '../../support/engines/tab.ts';
import {
  avif,
  bmp,
  colourName,
  gif,
  heic,
  jpeg,
  metadata,
  PATCHES,
  tagged,
  TURNED,
  UPRIGHT,
  WIDE_GAMUT,
  wideGamut,
} from '../../support/kinds.ts';
import { type PictureFile, picture } from '../../support/pictures.ts';

interface Converted {
  refusal?: string;
  sentence?: string;
  type: string;
  width: number;
  height: number;
  corners: number[][];
  base64: string;
}

test('pictures that browsers open become upright JPEGs in their colours', async ({ page, somebody }) => {
  const { tab } = await somebodyAtHome(somebody);
  const plain = await jpeg(page, 'plain.jpg', 400, 300);
  for (const [file, size, shown] of [
    [bmp('a.bmp'), [64, 48], UPRIGHT],
    [gif('a.gif'), [64, 48], UPRIGHT],
    [await avif(plain, 'a.avif'), [400, 300], UPRIGHT],
    [await tagged(plain, '-Orientation=6'), [300, 400], TURNED],
    // A panorama that a Samsung cut off behind its last row, but not behind what it writes there.
    [{ ...plain, buffer: Buffer.concat([plain.buffer.subarray(0, -2), Buffer.from('SEFH\0\0SEFT')]) }, [400, 300], UPRIGHT],
  ] as [PictureFile, number[], string[]][]) {
    const converted = await convert(tab, file);
    expect(converted, file.name).toMatchObject({ type: 'image/jpeg', width: size[0], height: size[1] });
    expect(converted.corners.map(colourName), file.name).toEqual(shown);
  }
  // WebKitGTK takes no notice of how an AVIF is turned. A picture that lies on its side is none.
  const turned = await convert(tab, await avif(plain, 'turned.avif', '--irot', '3'));
  if (tab.engine === 'webkit') {
    expect(turned).toEqual({ refusal: 'unopened' });
  } else {
    expect(turned).toMatchObject({ width: 300, height: 400 });
    expect(turned.corners.map(colourName)).toEqual(TURNED);
  }
});

test('HEIC photos become JPEGs, by a decoder that is loaded for them', async ({ somebody }) => {
  const { tab } = await somebodyAtHome(somebody);
  const photo = await tagged(await heic('photo.heic'), '-DateTimeOriginal=2026:03:04 05:06:07', '-GPSLatitude=35');
  const converted = await convert(tab, photo, { isHeic: true, places: PATCHES });
  expect(converted).toMatchObject({ type: 'image/jpeg', width: 96, height: 64 });
  expect(converted.corners.map(colourName)).toEqual(UPRIGHT);
  expect(await metadata(Buffer.from(converted.base64, 'base64'))).toEqual({
    'ExifIFD:DateTimeOriginal': '2026:03:04 05:06:07',
  });
  const cut = { ...photo, buffer: photo.buffer.subarray(0, 900) };
  expect(await convert(tab, cut, { isHeic: true })).toMatchObject({ sentence: expect.stringContaining('incomplete or damaged') });
});

test('what is larger than the server takes is made smaller, without patterns that were not there', async ({ page, somebody }) => {
  const { tab } = await somebodyAtHome(somebody);
  const wide = await convert(tab, await jpeg(page, 'wide.jpg', 20_000, 64));
  expect(wide).toMatchObject({ type: 'image/jpeg', width: 12_000 });
  expect(wide.corners.map(colourName)).toEqual(UPRIGHT);
  for (const width of [24_100, 25_000, 31_000]) {
    const grey = await convert(tab, await lines(page, width, 128), { places: ALONG });
    expect(grey.width).toBe(12_000);
    for (const [red] of grey.corners) {
      expect(Math.abs(red! - 127), `${width}: ${red}`).toBeLessThan(32);
    }
  }
});

test('a photo that the server takes becomes smaller, upright and in its colours, or stays as it is', async ({
  page,
  somebody,
}) => {
  const { tab } = await somebodyAtHome(somebody);
  const upright = await tagged(await jpeg(page, 'large.jpg', 4032, 3024), '-Orientation=6');
  const small = await convert(tab, upright, { isTaken: true });
  expect(small).toMatchObject({ type: 'image/jpeg', width: 1920, height: 2560 });
  expect(small.corners.map(colourName)).toEqual(TURNED);
  // Phones name the space of their colours. An engine that takes no notice of it is not let near them.
  const wide = await convert(tab, await wideGamut(page, 3000, 2000), { isTaken: true });
  expect(wide.refusal ?? 'kept').toBe(tab.engine === 'webkit' ? (wide.refusal ?? 'kept') : 'kept');
  if (wide.refusal === undefined) {
    expect(wide).toMatchObject({ width: 2560, height: 1706 });
    for (const [channel, value] of WIDE_GAMUT.entries()) {
      expect(Math.abs(wide.corners[0]![channel]! - value), `channel ${channel}`).toBeLessThan(8);
    }
  }
  const cut = { ...upright, buffer: upright.buffer.subarray(0, Math.floor(upright.buffer.length * 0.7)) };
  expect(await convert(tab, cut, { isTaken: true })).toEqual({ refusal: 'cut' });
});

test('when a photo was taken is kept, and nothing else of what it says', async ({ page, somebody }) => {
  const { tab } = await somebodyAtHome(somebody);
  const plain = await jpeg(page, 'plain.jpg', 200, 100);
  const tags = [
    '-DateTimeOriginal=2026:03:04 05:06:07',
    '-OffsetTimeOriginal=+09:00',
    '-SubSecTimeOriginal=123',
    '-GPSLatitude=35',
    '-Model=Phone',
  ];
  const png = await picture(page, 'a.png', { type: 'image/png' });
  for (const file of [plain, await avif(plain, 'a.avif'), png]) {
    const { base64 } = await convert(tab, await tagged(file, ...tags));
    expect(await metadata(Buffer.from(base64, 'base64')), file.name).toEqual({
      'ExifIFD:DateTimeOriginal': '2026:03:04 05:06:07',
      'ExifIFD:OffsetTimeOriginal': '+09:00',
      'ExifIFD:SubSecTimeOriginal': 123,
    });
  }
  expect(await metadata(Buffer.from((await convert(tab, bmp('a.bmp'))).base64, 'base64'))).toEqual({});
});

test('a file whose end is missing is refused, also where the engine would show the rest of it', async ({ page, somebody }) => {
  const { tab } = await somebodyAtHome(somebody);
  const plain = await jpeg(page, 'plain.jpg', 400, 300);
  const png = await picture(page, 'a.png', { type: 'image/png' });
  const webp = await picture(page, 'a.webp', { type: 'image/webp' });
  for (const file of [plain, png, webp, bmp('a.bmp'), gif('a.gif'), await avif(plain, 'a.avif')]) {
    const cut = { ...file, buffer: file.buffer.subarray(0, Math.floor(file.buffer.length * 0.7)) };
    expect(await convert(tab, cut), file.name).toEqual({ refusal: 'cut' });
  }
  expect(await convert(tab, { ...plain, buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') })).toEqual({
    refusal: 'unopened',
  });
});

test('a logo keeps its transparency', async ({ somebody }) => {
  const { tab } = await somebodyAtHome(somebody);
  const converted = await convert(tab, gif('logo.gif', { transparent: true }), { isLogo: true });
  expect(converted).toMatchObject({ type: 'image/png', width: 64, height: 48 });
  expect(converted.corners.map((corner) => corner[3])).toEqual([255, 255, 255, 0]);
});

async function somebodyAtHome(somebody: () => Promise<{ tab: Tab; visit: (path: string) => Promise<void> }>) {
  const person = await somebody();
  await person.visit('/sign-in');
  return person;
}

/** Lines of one pixel, black and white: what looks at some of the pixels only makes stripes of them. */
async function lines(page: Parameters<typeof jpeg>[0], width: number, height: number): Promise<PictureFile> {
  const base64 = await page.evaluate(
    async ({ width, height }) => {
      const pattern = new OffscreenCanvas(2, 1);
      pattern.getContext('2d')!.fillRect(0, 0, 1, 1);
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d', { alpha: false })!;
      context.fillStyle = '#fff';
      context.fillRect(0, 0, width, height);
      context.fillStyle = context.createPattern(pattern, 'repeat')!;
      context.fillRect(0, 0, width, height);
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
      let binary = '';
      for (let start = 0; start < bytes.length; start += 32_768) {
        binary += String.fromCharCode(...bytes.subarray(start, start + 32_768));
      }
      return btoa(binary);
    },
    { width, height },
  );
  return { name: 'lines.png', mimeType: 'image/png', buffer: Buffer.from(base64, 'base64') };
}

interface Wish {
  isHeic: boolean;
  isLogo: boolean;
  /** Whether the server takes the file as it is. */
  isTaken: boolean;
  /** Where colours are looked at, as shares of width and height. */
  places: readonly (readonly [number, number])[];
}

/** The middles of the quadrants, nearly. */
const QUARTERS = [0.2, 0.8].flatMap((y) => [0.2, 0.8].map((x) => [x, y] as const));

/** Along the middle, close enough together for what repeats slowly, and in the same place of no pattern. */
const ALONG = Array.from({ length: 97 }, (_, index) => [0.01 + (index * 0.98) / 97, 0.5] as const);

/** Lets the app's own worker convert a file, in the app's document and under its policy. */
function convert(
  tab: Tab,
  file: PictureFile,
  { isHeic = false, isLogo = false, isTaken = false, places = QUARTERS }: Partial<Wish> = {},
): Promise<Converted> {
  return tab.run(
    async ({ base64, isHeic, isLogo, isTaken, places }) => {
      const { converter } = (globalThis as unknown as { importops: { converter: string } }).importops;
      const worker = new Worker(converter, { type: 'module' });
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const answer = await new Promise<{ refusal: string; picture?: Blob }>((resolve, reject) => {
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = (event) => reject(new Error(`the worker did not start: ${event.message}`));
        worker.postMessage({ file: new Blob([bytes], { type: 'image/lie' }), isHeic, isLogo, isTaken });
      });
      worker.terminate();
      if (answer.picture === undefined) {
        return answer as never;
      }
      const bitmap = await createImageBitmap(answer.picture);
      const { width, height } = bitmap;
      const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
      context.drawImage(bitmap, 0, 0);
      const corners = places.map(([x, y]) => [...context.getImageData(Math.floor(x * width), Math.floor(y * height), 1, 1).data]);
      let binary = '';
      if (answer.picture.size < 1_000_000) {
        new Uint8Array(await answer.picture.arrayBuffer()).forEach((byte) => (binary += String.fromCharCode(byte)));
      }
      return { type: answer.picture.type, width, height, corners, base64: btoa(binary) };
    },
    { base64: file.buffer.toString('base64'), isHeic, isLogo, isTaken, places },
  );
}
