// Photos that weigh what those of a phone's camera weigh: a flat drawing says nothing about how long sending one takes.

import type { Page } from '@playwright/test';
import type { PictureFile } from './pictures.ts';

/**
 * A JPEG with detail of every size, as photographs have it: random patches from an eighth of the picture down to its pixels, fainter
 * the smaller they are. With twelve megapixels it has some three megabytes, like a phone's picture of a car in a yard.
 */
export async function photograph(page: Page, name: string, width: number, height: number): Promise<PictureFile> {
  const base64 = await page.evaluate(
    async ({ width, height }) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d')!;
      context.fillStyle = 'rgb(120 124 128)';
      context.fillRect(0, 0, width, height);
      for (let across = 8; across <= width; across *= 2) {
        const [columns, rows] = [Math.min(across, 1024), Math.min(Math.round((across * height) / width), 768)];
        const patches = new OffscreenCanvas(columns, rows);
        const drawn = patches.getContext('2d')!;
        const pixels = drawn.createImageData(columns, rows);
        for (let at = 0; at < pixels.data.length; at += 4) {
          const grey = Math.random() * 255;
          const hue = () => grey + (Math.random() - 0.5) * 40;
          pixels.data.set([hue(), hue(), hue(), 255], at);
        }
        drawn.putImageData(pixels, 0, 0);
        context.globalAlpha = Math.min(0.6, 5 / across ** 0.7);
        // A pattern of 1,024 patches is repeated where the patches are smaller.
        const repeats = across / columns;
        for (let row = 0; row < repeats; row += 1) {
          for (let column = 0; column < repeats; column += 1) {
            const [w, h] = [width / repeats, height / repeats];
            context.drawImage(patches, column * w, row * h, w, h);
          }
        }
      }
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 0.92 })).arrayBuffer());
      let binary = '';
      for (let start = 0; start < bytes.length; start += 32_768) {
        binary += String.fromCharCode(...bytes.subarray(start, start + 32_768));
      }
      return btoa(binary);
    },
    { width, height },
  );
  return { name, mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') };
}
