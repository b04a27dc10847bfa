// The gallery of a vehicle, by the words that people read on it.

import { expect, type Locator, type Page } from '@playwright/test';
import type { PictureFile } from './pictures.ts';
import type { Watch } from './watch.ts';
import type { Vehicle } from './wire.ts';

export class Gallery {
  readonly section: Locator;
  readonly tiles: Locator;
  readonly sendings: Locator;

  constructor(page: Page) {
    this.section = page.getByRole('region', { name: 'Photos', exact: true });
    this.tiles = this.section.getByRole('list', { name: 'Photos in their order' }).locator('> li');
    this.sendings = this.section.getByRole('list', { name: 'Photos being uploaded' }).getByRole('listitem');
  }

  /** Goes to the vehicle. */
  static async open(page: Page, vehicle: Vehicle): Promise<Gallery> {
    await page.goto(`/vehicles/${vehicle.id}`);
    const gallery = new Gallery(page);
    await expect(gallery.section).toHaveAttribute('aria-labelledby', 'vehicle-photos');
    return gallery;
  }

  /** Chooses files as in the browser's dialog. */
  async choose(...files: PictureFile[]): Promise<void> {
    await this.section.getByLabel('Photo files').setInputFiles(files);
  }

  /** Opens the rest of a large gallery. */
  async showAll(): Promise<void> {
    await this.section.getByRole('button', { name: /^Show all/ }).click();
  }

  button(name: string | RegExp): Locator {
    return this.section.getByRole('button', { name });
  }

  /** The row of a file on its way. */
  sending(name: string): Locator {
    return this.sendings.filter({ hasText: name });
  }

  /** The ids of the photos as they stand on the screen. */
  async order(): Promise<string[]> {
    return Promise.all((await this.tiles.all()).map(async (tile) => (await tile.getAttribute('data-key')) ?? ''));
  }
}

/**
 * Says that a picture may be on its way when its photo is deleted, unpicked or switched off, or when the logo is replaced
 * or removed: it is not shown from that moment on, and the browser tells the console.
 */
export function allowGone(watch: Watch): void {
  watch.expect(404, /^\/api\/v1\/public\/tracking\/[^/]+\/logo$/);
  watch.expect(404, /^\/api\/v1\/(vehicles|public\/tracking)\/[^/]+\/photos\/[^/]+$/);
}
