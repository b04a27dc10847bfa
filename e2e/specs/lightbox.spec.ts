// Photos in full: by finger, by mouse, by keys, on every screen.

import type { Locator, Page } from '@playwright/test';
import { expectNoSidewaysScroll } from '../support/accessible.ts';
import { allowDeath, expectLive, expectNotAvailable } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { arrived, lookAgain, PICTURE, pictured } from '../support/pictured.ts';
import { centre, finger } from '../support/pointer.ts';

class Lightbox {
  readonly dialog: Locator;
  readonly pictures: Locator;
  readonly count: Locator;

  constructor(private readonly page: Page) {
    this.dialog = page.getByRole('dialog', { name: 'Photos', exact: true });
    this.pictures = this.dialog.locator('img');
    this.count = this.dialog.getByRole('status');
  }

  opener(photo: number, of: number): Locator {
    return this.page.getByRole('button', { name: `Show photo ${photo} of ${of}`, exact: true });
  }

  button(name: 'Previous photo' | 'Next photo' | 'Close'): Locator {
    return this.dialog.getByRole('button', { name });
  }

  /** One photo is on the screen, the whole of it, and the counter says which. */
  async expectPhoto(photo: number, of: number): Promise<void> {
    await expect(this.count).toHaveText(`${photo} of ${of}`);
    await expect.poll(() => this.distance(photo)).toBeLessThan(2);
  }

  /** How far a photo is from the middle of the screen, in pixels. */
  async distance(photo: number): Promise<number> {
    const width = await this.page.evaluate(() => document.documentElement.clientWidth);
    const box = await this.pictures.nth(photo - 1).boundingBox();
    return Math.abs(centre(box).x - width / 2);
  }
}

test('a photo that is pressed before the program is there opens when it is', async ({ importer, people }) => {
  const customer = await people.stranger();
  const { url } = await pictured(importer, customer, 2);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await customer.route('**/assets/page-*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  const asked = customer.waitForRequest('**/assets/page-*.wasm');
  await customer.goto(url);
  await asked;
  const lightbox = new Lightbox(customer);
  await lightbox.opener(2, 3).click();
  await expect(lightbox.dialog).toBeHidden();
  letGo();
  await expect(lightbox.dialog).toBeVisible();
  await lightbox.expectPhoto(2, 3);
});

test('a photo opens in full; buttons and keys go through all of them', async ({ importer, people }) => {
  const customer = await people.stranger();
  const { url } = await pictured(importer, customer, 2);
  await expectLive(customer, url);
  const lightbox = new Lightbox(customer);
  await lightbox.opener(2, 3).click();
  await expect(lightbox.dialog).toBeVisible();
  await lightbox.expectPhoto(2, 3);
  await lightbox.button('Next photo').click();
  await lightbox.expectPhoto(3, 3);
  await lightbox.button('Next photo').click();
  await lightbox.expectPhoto(3, 3);
  await lightbox.button('Previous photo').click();
  await lightbox.expectPhoto(2, 3);
  for (const [key, photo] of [
    ['ArrowLeft', 1],
    ['ArrowLeft', 1],
    ['ArrowRight', 2],
    ['End', 3],
    ['Home', 1],
  ] as const) {
    await customer.keyboard.press(key);
    await lightbox.expectPhoto(photo, 3);
  }
  await lightbox.button('Close').click();
  await expect(lightbox.dialog).toBeHidden();
  await expect(lightbox.opener(2, 3)).toBeFocused();

  // By keys alone, and from another photo.
  await lightbox.opener(3, 3).focus();
  await customer.keyboard.press('Enter');
  await lightbox.expectPhoto(3, 3);
  await customer.keyboard.press('Escape');
  await expect(lightbox.dialog).toBeHidden();
  await expect(lightbox.opener(3, 3)).toBeFocused();
});

test('it holds the focus and the page behind it stands still', async ({ importer, people }) => {
  const customer = await people.stranger();
  const { url } = await pictured(importer, customer, 1);
  await expectLive(customer, url);
  const lightbox = new Lightbox(customer);
  await lightbox.opener(1, 2).click();
  await lightbox.expectPhoto(1, 2);
  for (let press = 0; press < 6; press += 1) {
    await customer.keyboard.press('Tab');
    const outside = await customer.evaluate(() => {
      const focused = document.activeElement;
      return focused !== document.body && focused?.closest('dialog') === null;
    });
    expect(outside).toBe(false);
  }
  const before = await customer.evaluate(() => scrollY);
  await customer.mouse.move(150, 300);
  await customer.mouse.wheel(0, 900);
  await customer.keyboard.press('PageDown');
  expect(await customer.evaluate(() => scrollY)).toBe(before);
});

test('fingers swipe it, and may pinch it', async ({ importer, people }, info) => {
  test.skip(!info.project.name.endsWith('phone'), 'an office screen has no touch');
  const customer = await people.stranger();
  const { url } = await pictured(importer, customer, 2);
  await expectLive(customer, url);
  const lightbox = new Lightbox(customer);
  await lightbox.opener(1, 3).tap();
  await lightbox.expectPhoto(1, 3);
  const touch = await finger(customer);
  const swipe = async (from: number, to: number) => {
    await touch.down({ x: from, y: 400 });
    for (let step = 1; step <= 10; step += 1) {
      await touch.move({ x: from + ((to - from) * step) / 10, y: 400 });
    }
    await touch.up();
  };
  // A busy browser may drop the moves of a finger that it did not send itself, and snap back; then, as a person would,
  // swipe again. It is repeated only where it began, so a swipe that went too far fails.
  const swipeTo = async (photo: number, from: number, to: number) => {
    const before = photo + Math.sign(to - from);
    await expect(async () => {
      if ((await lightbox.distance(before)) < 2) {
        await swipe(from, to);
      }
      await expect.poll(() => lightbox.distance(photo), { timeout: 3_000 }).toBeLessThan(2);
    }).toPass({ timeout: 20_000 });
    await lightbox.expectPhoto(photo, 3);
  };
  await swipeTo(2, 340, 60);
  await swipeTo(3, 340, 60);
  await swipeTo(2, 60, 340);

  const viewport = await customer.locator('meta[name="viewport"]').getAttribute('content');
  expect(viewport).not.toMatch(/user-scalable|maximum-scale/);
  const browser = await customer.context().newCDPSession(customer);
  const scale = () => customer.evaluate(() => visualViewport?.scale ?? 1);
  expect(await scale()).toBe(1);
  await browser.send('Input.synthesizePinchGesture', { x: 195, y: 400, scaleFactor: 2 });
  await expect.poll(scale).toBeGreaterThan(1.5);
});

test('it loads the size of the screen, and what is seen first', async ({ importer, people }, info) => {
  const customer = await people.stranger();
  const { url } = await pictured(importer, customer, 1);
  await expectLive(customer, url);
  await customer.waitForLoadState('networkidle');
  const asked: string[] = [];
  customer.on('request', (request) => {
    if (PICTURE.test(request.url())) {
      asked.push(new URL(request.url()).search);
    }
  });
  const lightbox = new Lightbox(customer);
  await lightbox.opener(1, 2).click();
  await lightbox.expectPhoto(1, 2);
  await expect.poll(() => arrived(lightbox.pictures.first())).toBe(true);
  const shown = await lightbox.pictures.first().evaluate((image) => (image as HTMLImageElement).currentSrc);
  expect(new URL(shown).search).toBe(info.project.name.endsWith('phone') ? '?width=640' : '?width=960');
  expect(asked).not.toContain('?width=320');
});

test('one photo alone has nowhere to go', async ({ importer, people }) => {
  const customer = await people.stranger();
  const { url } = await pictured(importer, customer, 0);
  await expectLive(customer, url);
  const lightbox = new Lightbox(customer);
  await lightbox.opener(1, 1).click();
  await lightbox.expectPhoto(1, 1);
  await expect(lightbox.button('Next photo')).toBeHidden();
  await expect(lightbox.button('Previous photo')).toBeHidden();
  await expect(lightbox.button('Close')).toBeVisible();
});

test('it fits a screen of 320 pixels', async ({ importer, people }) => {
  const customer = await people.stranger();
  const { url } = await pictured(importer, customer, 2);
  await customer.setViewportSize({ width: 320, height: 480 });
  await expectLive(customer, url);
  await expectNoSidewaysScroll(customer, 'tracking page with photos');
  const lightbox = new Lightbox(customer);
  await lightbox.opener(2, 3).click();
  await lightbox.expectPhoto(2, 3);
  for (const name of ['Previous photo', 'Next photo', 'Close'] as const) {
    const box = (await lightbox.button(name).boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(320);
    expect(box.y + box.height).toBeLessThanOrEqual(480);
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(24);
  }
});

test('an open one goes with the link, and nothing of it is left', async ({ importer, people, watch }) => {
  allowDeath(watch);
  const customer = await people.stranger();
  const { vehicle, url } = await pictured(importer, customer, 1);
  await expectLive(customer, url);
  const lightbox = new Lightbox(customer);
  await lightbox.opener(2, 2).click();
  await lightbox.expectPhoto(2, 2);
  await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
  await lookAgain(customer);
  await expectNotAvailable(customer);
  await expect(customer.getByRole('dialog')).toHaveCount(0);
  await expect(customer.locator('img')).toHaveCount(0);
});
