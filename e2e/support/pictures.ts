// Pictures for the tests, drawn by the browser: nobody's photos are checked in.

import type { Page } from '@playwright/test';
import type { Importer } from './importer.ts';
import type { Photo, PhotoGallery, Vehicle } from './wire.ts';

/** A file as a person chooses it. */
export interface PictureFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export interface Drawing {
  width?: number;
  height?: number;
  /** 0 to 359: pictures of different hues are told apart at a glance. */
  hue?: number;
  type?: 'image/jpeg' | 'image/png' | 'image/webp';
  /** Whether the ground is left transparent. */
  transparent?: boolean;
  /** Noise makes a file large. */
  noise?: boolean;
}

/** Draws a picture with its name on it. */
export async function picture(page: Page, name: string, drawing: Drawing = {}): Promise<PictureFile> {
  const { width = 960, height = 720, hue = 200, type = 'image/jpeg', transparent = false, noise = false } = drawing;
  const base64 = await page.evaluate(
    async ({ name, width, height, hue, type, transparent, noise }) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      if (context === null) {
        throw new Error('this browser does not draw');
      }
      if (!transparent) {
        const sky = context.createLinearGradient(0, 0, width, height);
        sky.addColorStop(0, `hsl(${hue} 70% 70%)`);
        sky.addColorStop(1, `hsl(${hue} 60% 30%)`);
        context.fillStyle = sky;
        context.fillRect(0, 0, width, height);
      }
      if (noise) {
        const pixels = context.getImageData(0, 0, width, height);
        for (let start = 0; start < pixels.data.length; start += 65_536) {
          crypto.getRandomValues(pixels.data.subarray(start, start + 65_536));
        }
        context.putImageData(pixels, 0, 0);
      }
      context.fillStyle = transparent ? `hsl(${hue} 70% 40%)` : 'white';
      context.font = `600 ${height / 6}px sans-serif`;
      context.textAlign = 'center';
      context.fillText(name.replace(/\.\w+$/, ''), width / 2, height * 0.57, width * 0.9);
      const blob = await canvas.convertToBlob({ type, quality: noise ? 1 : 0.85 });
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let binary = '';
      for (let start = 0; start < bytes.length; start += 32_768) {
        binary += String.fromCharCode(...bytes.subarray(start, start + 32_768));
      }
      return btoa(binary);
    },
    { name, width, height, hue, type, transparent, noise },
  );
  return { name, mimeType: type, buffer: Buffer.from(base64, 'base64') };
}

/** Draws several pictures, each in its own hue. */
export async function pictures(page: Page, ...names: string[]): Promise<PictureFile[]> {
  const drawn: PictureFile[] = [];
  for (const [index, name] of names.entries()) {
    drawn.push(await picture(page, name, { hue: (index * 67 + 200) % 360 }));
  }
  return drawn;
}

/** A photo that stops in the middle. */
export function cutOff(whole: PictureFile, name = 'broken.jpg'): PictureFile {
  return { ...whole, name, buffer: whole.buffer.subarray(0, Math.floor(whole.buffer.length / 2)) };
}

/** A photo with the time that the camera's clock showed, `2026:05:14 09:30:00`, and its offset from UTC, as cameras write them. */
export function takenAt(photo: PictureFile, time: string, offset: string): PictureFile {
  // A first directory with nothing but the pointer to the second, which has two texts behind it.
  const pointer = Buffer.from('4d4d002a00000008000187690004000000010000001a00000000', 'hex');
  const directory = Buffer.from('00029003000200000014000000389011000200000007' + '0000004c' + '00000000', 'hex');
  const tiff = Buffer.concat([pointer, directory, Buffer.from(`${time}\0${offset}\0`, 'latin1')]);
  const segment = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, segment.length + 2]);
  return { ...photo, buffer: Buffer.concat([head, segment, photo.buffer.subarray(2)]) };
}

/** A photo whose second half got lost, although its end is there. */
export function damaged(whole: PictureFile, name = 'damaged.jpg'): PictureFile {
  const half = whole.buffer.subarray(0, Math.floor(whole.buffer.length / 2));
  return { ...whole, name, buffer: Buffer.concat([half, Buffer.from([0xff, 0xd9])]) };
}

/** What is no picture at all. */
export function pdf(name = 'papers.pdf'): PictureFile {
  return { name, mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n') };
}

/** Uploads photos by the API, in this order. */
export async function addPhotos(importer: Importer, vehicle: Vehicle, files: PictureFile[]): Promise<Photo[]> {
  const added: Photo[] = [];
  for (const file of files) {
    added.push(await importer.api.upload<Photo>('POST', `/vehicles/${vehicle.id}/photos`, file));
  }
  return added;
}

/** The gallery as it is now. */
export function gallery(importer: Importer, vehicle: Vehicle): Promise<PhotoGallery> {
  return importer.api.get<PhotoGallery>(`/vehicles/${vehicle.id}/photos`);
}

/** Makes a photo the hero photo. */
export async function makeHero(importer: Importer, vehicle: Vehicle, photo: Photo): Promise<void> {
  await importer.api.patch(`/vehicles/${vehicle.id}/photos/${photo.id}`, { is_hero: true });
}

/** Drops files on an element, or pastes them, as the browser's events carry them. */
export async function give(page: Page, selector: string, how: 'drop' | 'paste', files: PictureFile[]): Promise<void> {
  const carried = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString('base64') }));
  await page.locator(selector).evaluate(
    (element, { how, carried }) => {
      const data = new DataTransfer();
      for (const { name, mimeType, base64 } of carried) {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        data.items.add(new File([bytes], name, { type: mimeType }));
      }
      const common = { bubbles: true, cancelable: true };
      if (how === 'paste') {
        element.dispatchEvent(new ClipboardEvent('paste', { ...common, clipboardData: data }));
        return;
      }
      for (const type of ['dragenter', 'dragover', 'drop']) {
        element.dispatchEvent(new DragEvent(type, { ...common, dataTransfer: data }));
      }
    },
    { how, carried },
  );
}
