// The page on narrow screens, enlarged, in forced colours, without motion, on paper, and with hardly any network.

import type { Page } from '@playwright/test';
import { expectNoSidewaysScroll } from '../support/accessible.ts';
import { expectDocument, expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import type { Importer } from '../support/importer.ts';
import { pictured } from '../support/pictured.ts';

const TITLE = '2021 Toyota Land Cruiser';

/** The URL of a page that has everything: photos, a date that was moved, notes, contacts. */
async function everything(importer: Importer, page: Page): Promise<string> {
  await importer.api.patch('/organization', { contact_email: 'hello@harbour.example', contact_phone: '+49 40 555 0100' });
  const { vehicle, url } = await pictured(importer, page, 3);
  await importer.api.patch(`/vehicles/${vehicle.id}`, { eta: '2030-05-14' });
  await importer.api.patch(`/vehicles/${vehicle.id}`, { eta: '2030-06-01', eta_reason: 'vessel_delayed' });
  await importer.move(vehicle, ['in_transit']);
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  return url;
}

test('everything fits at 320 px, and at 200 % of the text size', async ({ importer, people }) => {
  const page = await people.stranger();
  const url = await everything(importer, page);
  // WCAG 2.2, 1.4.10: 320 px is a screen of 1280 px at 400 %.
  await page.setViewportSize({ width: 320, height: 640 });
  await expectLive(page, url);
  await expectNoSidewaysScroll(page, '320 px');
  // WCAG 2.2, 1.4.4: only the text, on a phone of the usual width.
  await page.setViewportSize({ width: 390, height: 844 });
  await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
  await expectNoSidewaysScroll(page, '200 % text');
  const clipped = await page.locator('main :is(h1, h2, p, time, a, li)').evaluateAll((elements) =>
    elements
      .filter((element) => element.scrollWidth > element.clientWidth + 1 && getComputedStyle(element).overflow === 'hidden')
      .filter((element) => !element.classList.contains('visually-hidden'))
      .map((element) => element.outerHTML),
  );
  expect(clipped).toEqual([]);
});

/** Words that stand on two lines. An address has no place to break, and may. */
async function brokenWords(page: Page): Promise<string[]> {
  return page.locator('main').evaluate((main) => {
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    const broken: string[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.nodeValue ?? '';
      if (text.includes('@') || node.parentElement?.closest('.visually-hidden')) continue;
      for (const { 0: word, index } of text.matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const lines = new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom)));
        if (lines.size > 1) broken.push(word);
      }
    }
    return broken;
  });
}

test('no word is broken in any language, on a narrow screen and at 200 % of the text size', async ({ importer, people }) => {
  test.setTimeout(180_000);
  await importer.api.patch('/organization', { contact_email: 'hello@harbour.example', contact_phone: '+49 40 555 0100' });
  // The longest names of months, and every part with words of its own.
  const late = await importer.vehicle({ eta: '2024-09-25' });
  const moving = await importer.vehicle({ stock_number: 'HI-0043', eta: '2030-05-14' });
  await importer.api.patch(`/vehicles/${moving.id}`, { eta: '2030-10-23', eta_reason: 'customs_inspection' });
  await importer.move(moving, ['in_transit']);
  const arrived = await importer.vehicle({ stock_number: 'HI-0044' });
  await importer.move(arrived, ['arrived', 'preparation', 'sale_ready']);
  const urls = [await importer.link(late), await importer.link(moving), await importer.link(arrived)];
  for (const language of ['en', 'ar', 'de', 'es', 'fr', 'it', 'nl', 'pl', 'pt', 'sv']) {
    const page = await people.stranger(language);
    for (const url of urls) {
      for (const [width, size] of [
        [390, '200%'],
        [320, '100%'],
        [1280, '200%'],
      ] as const) {
        await page.setViewportSize({ width, height: 844 });
        await expectLive(page, url);
        await page.evaluate((size) => document.documentElement.style.setProperty('font-size', size), size);
        expect.soft(await brokenWords(page), `${language} ${width} px ${size}`).toEqual([]);
        await expectNoSidewaysScroll(page, `${language} ${width} px ${size}`);
      }
    }
  }
});

test('forced colours leave the current stage, what is new and the focus to be seen', async ({ importer, people }) => {
  const page = await people.stranger();
  await page.emulateMedia({ forcedColors: 'active' });
  await expectLive(page, await everything(importer, page));
  const current = page.getByRole('listitem').filter({ hasText: 'In transit' }).locator('.step__marker');
  const dot = await current.evaluate((marker) => {
    const { borderTopWidth, borderTopColor } = getComputedStyle(marker, '::after');
    return { borderTopWidth, borderTopColor, ground: getComputedStyle(document.body).backgroundColor };
  });
  expect(dot.borderTopWidth).toBe('6px');
  expect(dot.borderTopColor).not.toBe(dot.ground);
  await page.keyboard.press('Tab');
  const focused = page.locator(':focus-visible');
  await expect(focused).toHaveCount(1);
  expect(await focused.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe('solid');
});

test('who wants no motion gets none', async ({ importer, people }) => {
  const page = await people.stranger();
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expectLive(page, await everything(importer, page));
  const moving = await page.evaluate(
    () =>
      document.getAnimations().filter((animation) => {
        const { duration, iterations } = animation.effect!.getComputedTiming();
        return Number(duration) > 10 || iterations === Infinity;
      }).length,
  );
  expect(moving).toBe(0);
});

test('on paper it is black on white, without what can only be clicked', async ({ importer, people }) => {
  const page = await people.stranger();
  const url = await everything(importer, page);
  await page.emulateMedia({ media: 'print', colorScheme: 'light' });
  await expectLive(page, url);
  await expect(page.getByText('Loaded in Yokohama.')).toBeVisible();
  await expect(page.getByText('Add to calendar')).toBeHidden();
  const title = page.getByRole('heading', { level: 1 });
  expect(await title.evaluate((heading) => getComputedStyle(heading).color)).toBe('rgb(0, 0, 0)');
  const grounds = await page
    .locator('.hero, .arrival, .tracking-body')
    .evaluateAll((elements) =>
      elements
        .map((element) => getComputedStyle(element))
        .map(({ backgroundColor, backgroundImage }) => [backgroundColor, backgroundImage]),
    );
  expect(new Set(grounds.flat())).toEqual(new Set(['rgba(0, 0, 0, 0)', 'none']));
});

test('on a slow line the page is read before its program is there, and works when that has come', async ({
  importer,
  people,
}) => {
  const page = await people.stranger();
  const url = await everything(importer, page);
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  await page.route(/\.wasm$/, async (route) => {
    await arrived;
    await route.continue();
  });
  await page.goto(url, { waitUntil: 'commit' });
  await expect(page.getByRole('heading', { level: 1, name: TITLE })).toBeVisible();
  await expect(page.getByText('Loaded in Yokohama.')).toBeVisible();
  await expect(page.getByText('1 June 2030').or(page.getByText('1. Juni 2030'))).toBeVisible();
  arrive();
  await expect(page.locator('html[data-ready]')).toHaveCount(1);
  await page.getByRole('button', { name: 'Show photo 2 of 4' }).click();
  await expect(page.getByRole('dialog').getByRole('status')).toHaveText('2 of 4');
});

test('a page that never gets its program still shows everything', async ({ browser, importer, people }) => {
  const url = await everything(importer, await people.stranger());
  // What does not come is written into the console, so nobody watches.
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.route(/\.wasm$/, (route) => route.abort('connectionreset'));
  await expectDocument(page, url);
  await expect(page.getByText('Loaded in Yokohama.')).toBeVisible();
  await expect(page.getByText('Vessel delayed')).toBeVisible();
  await context.close();
});

test('a lost line: the page stays, says that it may be old, and catches up', async ({ browser, importer, server }) => {
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await expectLive(page, url);
  await page.waitForLoadState('load');
  await context.setOffline(true);
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await expect(page.getByText('You are offline; this may be out of date.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: TITLE })).toBeVisible();
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  await context.setOffline(false);
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await expect(page.getByText('Loaded in Yokohama.')).toBeVisible();
  await expect(page.getByText('You are offline; this may be out of date.')).toBeHidden();

  // Reloading without a line shows the browser's own page, and nothing of the vehicle.
  await context.setOffline(true);
  await page.reload().catch(() => undefined);
  await expect.poll(() => page.content().catch(() => 'Land Cruiser')).not.toContain('Land Cruiser');
  await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
  await context.setOffline(false);
  await page.goto(url);
  await expect(page.getByRole('heading', { level: 1, name: 'Link not available' })).toBeVisible();
  await context.close();
});
