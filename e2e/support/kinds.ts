// Pictures of kinds that browsers do not write: made by code or by Debian's tools. Each shows four quadrants: red and green above
// blue and yellow.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import type { PictureFile } from './pictures.ts';

const run = promisify(execFile);

type Colour = readonly [number, number, number];

const RED = [255, 0, 0] as const;
const GREEN = [0, 255, 0] as const;
const BLUE = [0, 0, 255] as const;
const YELLOW = [255, 255, 0] as const;
/** From left to right, from top to bottom. */
const QUADRANTS = [RED, GREEN, BLUE, YELLOW] as const;
/** Those of a picture that was turned to the right by a quarter. */
export const TURNED = ['blue', 'red', 'yellow', 'green'];
export const UPRIGHT = ['red', 'green', 'blue', 'yellow'];

/** The name of a colour, whatever a lossy format made of it. */
export function colourName([red, green, blue]: readonly number[]): string {
  const name = [red, green, blue].map((value) => (value! > 160 ? '1' : value! < 96 ? '0' : '?')).join('');
  return { '100': 'red', '010': 'green', '001': 'blue', '110': 'yellow', '111': 'white' }[name] ?? name;
}

function quadrant(x: number, y: number, width: number, height: number): number {
  return Number(x * 2 >= width) + 2 * Number(y * 2 >= height);
}

/** The four corners of a placeholder, a grid of four columns and three rows. */
export function corners(placeholder: string): string[] {
  const channel = (cell: number, at: number) => Number.parseInt(placeholder.slice(cell * 6 + at, cell * 6 + at + 2), 16);
  return [0, 3, 8, 11].map((cell) => colourName([channel(cell, 0), channel(cell, 2), channel(cell, 4)]));
}

/** A Windows bitmap of 24 bits, which is never compressed. */
export function bmp(name: string, width = 64, height = 48): PictureFile {
  const rowBytes = Math.ceil((width * 3) / 4) * 4;
  const buffer = Buffer.alloc(54 + rowBytes * height);
  buffer.write('BM');
  buffer.writeUInt32LE(buffer.length, 2);
  buffer.writeUInt32LE(54, 10);
  buffer.writeUInt32LE(40, 14);
  buffer.writeInt32LE(width, 18);
  buffer.writeInt32LE(height, 22);
  buffer.writeUInt16LE(1, 26);
  buffer.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      // The lowest row comes first, and blue.
      const [red, green, blue] = QUADRANTS[quadrant(x, height - 1 - y, width, height)]!;
      buffer.set([blue, green, red], 54 + y * rowBytes + x * 3);
    }
  }
  return { name, mimeType: 'image/bmp', buffer };
}

/** A GIF whose codes are the colours themselves: the table of its compression begins anew before it grows. */
export function gif(name: string, { width = 64, height = 48, transparent = false } = {}): PictureFile {
  const [CLEAR, END] = [128, 129];
  const table = Buffer.alloc(128 * 3);
  QUADRANTS.forEach((colour: Colour, index) => table.set(colour, index * 3));
  const header = Buffer.from([...Buffer.from('GIF89a'), width & 255, width >> 8, height & 255, height >> 8, 0xf6, 0, 0]);
  // The last colour is the one that nobody sees.
  const control = transparent ? [0x21, 0xf9, 4, 1, 0, 0, 3, 0] : [];
  const frame = [0x2c, 0, 0, 0, 0, width & 255, width >> 8, height & 255, height >> 8, 0, 7];
  const codes: number[] = [];
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    if (pixel % 120 === 0) {
      codes.push(CLEAR);
    }
    codes.push(quadrant(pixel % width, Math.floor(pixel / width), width, height));
  }
  codes.push(END);
  const blocks = Array.from({ length: Math.ceil(codes.length / 255) }, (_, index) => codes.slice(index * 255, (index + 1) * 255));
  const data = blocks.flatMap((block) => [block.length, ...block]);
  return {
    name,
    mimeType: 'image/gif',
    buffer: Buffer.concat([header, table, Buffer.from([...control, ...frame, ...data, 0, 0x3b])]),
  };
}

/** A JPEG with the four quadrants, drawn by the browser; its first bytes may be followed by segments of a program's. */
export async function jpeg(page: Page, name: string, width: number, height: number, segments = 0): Promise<PictureFile> {
  const base64 = await page.evaluate(
    async ({ width, height, colours }) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d')!;
      colours.forEach((colour, index) => {
        context.fillStyle = `rgb(${colour.join(' ')})`;
        context.fillRect((width / 2) * (index % 2), (height / 2) * Math.floor(index / 2), width / 2, height / 2);
      });
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 })).arrayBuffer());
      let binary = '';
      for (let start = 0; start < bytes.length; start += 32_768) {
        binary += String.fromCharCode(...bytes.subarray(start, start + 32_768));
      }
      return btoa(binary);
    },
    { width, height, colours: QUADRANTS.map((colour) => [...colour]) },
  );
  const whole = Buffer.from(base64, 'base64');
  const segment = Buffer.concat([Buffer.from([0xff, 0xed, 0xff, 0xff]), Buffer.alloc(0xffff - 2)]);
  const added = Array.from({ length: segments }, () => segment);
  return { name, mimeType: 'image/jpeg', buffer: Buffer.concat([whole.subarray(0, 2), ...added, whole.subarray(2)]) };
}

/** What sRGB makes of the colour of `wideGamut`. */
export const WIDE_GAMUT = [216, 93, 24];

/** A photo of one colour, in the colours of a phone's screen, drawn by Chromium. */
export async function wideGamut(page: Page, width: number, height: number): Promise<PictureFile> {
  const base64 = await page.evaluate(
    async ({ width, height }) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d', { colorSpace: 'display-p3' })!;
      context.fillStyle = 'color(display-p3 0.784 0.392 0.196)';
      context.fillRect(0, 0, width, height);
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 1 })).arrayBuffer());
      let binary = '';
      for (let start = 0; start < bytes.length; start += 32_768) {
        binary += String.fromCharCode(...bytes.subarray(start, start + 32_768));
      }
      return btoa(binary);
    },
    { width, height },
  );
  return { name: 'wide.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') };
}

/** An AVIF of this picture. The turn stands in a property of its own. */
export function avif(picture: PictureFile, name: string, ...options: string[]): Promise<PictureFile> {
  return made(picture, name, 'image/avif', (from, to) => run('avifenc', ['--speed', '10', ...options, from, to]));
}

/** Where the patches of `heic` are, as shares of its 96 by 64 pixels: in the order of the quadrants. */
export const PATCHES = [
  [8 / 96, 24 / 64],
  [24 / 96, 24 / 64],
  [40 / 96, 24 / 64],
  [8 / 96, 56 / 64],
] as const;

/** A HEIC photo with a red, a green, a blue and a yellow patch. */
export async function heic(name = 'IMG_0042.HEIC'): Promise<PictureFile> {
  const path = fileURLToPath(new URL('../../heic/tests/files/plain.heic', import.meta.url));
  return { name, mimeType: 'image/heic', buffer: await readFile(path) };
}

/** The picture with metadata that ExifTool writes. */
export function tagged(picture: PictureFile, ...tags: string[]): Promise<PictureFile> {
  return made(picture, picture.name, picture.mimeType, (from, to) => run('exiftool', ['-q', '-n', ...tags, '-o', to, from]));
}

/** What ExifTool finds in a file, structure apart: names of groups and tags with their values. */
export async function metadata(buffer: Buffer): Promise<Record<string, string | number>> {
  const folder = await mkdtemp(join(tmpdir(), 'importops-kinds-'));
  const path = join(folder, 'picture');
  await writeFile(path, buffer);
  const { stdout } = await run('exiftool', ['-j', '-a', '-G1', '-EXIF:all', '-XMP:all', '-IPTC:all', '-MakerNotes:all', path]);
  await rm(folder, { recursive: true });
  const [{ SourceFile: _, ...tags }] = JSON.parse(stdout) as [Record<string, string | number>];
  return tags;
}

async function made(
  picture: PictureFile,
  name: string,
  mimeType: string,
  make: (from: string, to: string) => Promise<unknown>,
): Promise<PictureFile> {
  const folder = await mkdtemp(join(tmpdir(), 'importops-kinds-'));
  const [from, to] = [join(folder, `from${ending(picture.name)}`), join(folder, `to${ending(name)}`)];
  await writeFile(from, picture.buffer);
  await make(from, to);
  const buffer = await readFile(to);
  await rm(folder, { recursive: true });
  return { name, mimeType, buffer };
}

function ending(name: string): string {
  return /\.\w+$/.exec(name)?.[0] ?? '';
}
