// Renders every picture of the list into api/server/src/demo/pictures. It is a run of Playwright because a browser draws best.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Page, test } from '@playwright/test';
import { LOGO, logo } from './logo.ts';
import { PICTURES } from './pictures.ts';
import { Defs } from './svg.ts';

const FOLDER = fileURLToPath(new URL('../../api/server/src/demo/pictures', import.meta.url));
const SIZE = { width: 1600, height: 1200 };
/** The server's binary carries the pictures, and the server encodes them again. */
const QUALITY = 0.82;

async function show(page: Page, size: { width: number; height: number }, drawing: string): Promise<void> {
  await page.setViewportSize(size);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}">${drawing}</svg>`;
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${svg}`);
}

/** The picture as WebP: half the bytes of a JPEG for drawings. */
async function webp(page: Page, png: Buffer): Promise<Buffer> {
  const url = await page.evaluate(
    async ([content, quality]) => {
      const image = new Image();
      image.src = `data:image/png;base64,${content}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
      canvas.getContext('2d')?.drawImage(image, 0, 0);
      return canvas.toDataURL('image/webp', quality);
    },
    [png.toString('base64'), QUALITY] as const,
  );
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}

test.beforeAll(() => mkdir(FOLDER, { recursive: true }));

for (const [name, draw] of Object.entries(PICTURES)) {
  test(`draws ${name}`, async ({ page }) => {
    const defs = new Defs();
    const content = draw(defs);
    await show(page, SIZE, `${defs}${content}`);
    const picture = await page.screenshot({ type: 'png' });
    await writeFile(`${FOLDER}/${name}.webp`, await webp(page, picture));
  });
}

test('draws the logo', async ({ page }) => {
  await show(page, LOGO, logo());
  await writeFile(`${FOLDER}/logo.png`, await page.screenshot({ type: 'png', omitBackground: true }));
});

/** The icons of the installed app, from the mark that browsers show in their tabs. */
const MARK = fileURLToPath(new URL('../../web/html/favicon.svg', import.meta.url));
const ICONS = fileURLToPath(new URL('../../web/html/icons', import.meta.url));
/** Side in pixels, and whether the system cuts it to its own form: then the colour reaches the edges, and the mark stands in the middle. */
const ICON_FILES = { 'icon-192': [192, false], 'icon-512': [512, false], 'maskable-512': [512, true], 'touch-180': [180, true] } as const;

for (const [name, [side, isCut]] of Object.entries(ICON_FILES)) {
  test(name, async ({ page }) => {
    await mkdir(ICONS, { recursive: true });
    const mark = await readFile(MARK, 'utf8');
    const ground = /fill="(#\w+)"/.exec(mark)?.[1];
    await page.setViewportSize({ width: side, height: side });
    const style = `body{margin:0;background:${isCut ? ground : 'transparent'}}svg{display:block;width:${side}px;height:${side}px}`;
    await page.setContent(`<style>${style}</style>${isCut ? mark.replace('viewBox="0 0 32 32"', 'viewBox="-3 -3 38 38"') : mark}`);
    await writeFile(`${ICONS}/${name}.png`, await page.screenshot({ omitBackground: true }));
  });
}
