// Layout: nothing jumps while a page loads, and everything fits on the narrowest screen.

import type { Page } from '@playwright/test';
import { expectNoSidewaysScroll } from '../support/accessible.ts';
import { expectDead, expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { addPhotos, makeHero, pictures } from '../support/pictures.ts';
import { Sheet } from '../support/sheet.ts';

/** Google calls up to 0.1 good; what people do not notice is much less. */
const LARGEST_SHIFT = 0.02;

interface LayoutShift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
}

async function measureShifts(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as LayoutShift[]) {
        if (!entry.hadRecentInput) {
          shifts.push(entry.value);
        }
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return () => page.evaluate(() => (window as unknown as { shifts: number[] }).shifts.reduce((sum, shift) => sum + shift, 0));
}

test('nothing jumps while a page loads', async ({ importer, people }) => {
  const vehicle = await importer.vehicle({ eta: '2030-05-14' });
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  const url = await importer.link(vehicle);
  const customer = await people.stranger();
  const photos = await addPhotos(importer, vehicle, await pictures(customer, 'a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'));
  await makeHero(importer, vehicle, photos[0]!);
  await importer.api.patch(`/vehicles/${vehicle.id}/tracking-link`, { photo_ids: photos.slice(1, 4).map((photo) => photo.id) });
  const onTrackingPage = await measureShifts(customer);
  await expectLive(customer, url);
  await customer.waitForLoadState('networkidle');
  expect.soft(await onTrackingPage(), 'tracking page').toBeLessThan(LARGEST_SHIFT);

  const office = await people.staff(importer.admin);
  const inOffice = await measureShifts(office);
  // Whichever answer comes last, it fills a place that was kept for it.
  await office.route(
    /\/api\/v1\/(vehicles|organization|tracking-links|api-keys|webhook-endpoints|audit-events)/,
    async (route) => {
      const late = route.request().url().endsWith('/notes') ? 0 : 300;
      await new Promise((resolve) => setTimeout(resolve, late));
      await route.continue();
    },
  );
  const settings = ['organization', 'api-keys', 'webhooks', 'audit-log'].map((page) => `/settings/${page}`);
  for (const path of ['/vehicles', `/vehicles/${vehicle.id}`, ...settings, '/tracking-links']) {
    await office.goto(path);
    await expect(office.getByRole('heading', { level: 1 })).toBeVisible();
    await office.waitForLoadState('networkidle');
    expect.soft(await inOffice(), path).toBeLessThan(LARGEST_SHIFT);
  }
});

test('everything fits on a screen of 320 pixels', async ({ importer, people, watch }) => {
  const vehicle = await importer.vehicle({ make: 'Mercedes-Benz', model: 'Sprinter-Kastenwagen-Hochdach-Extralang' });
  await importer.note(vehicle, 'customer', 'https://carrier.example/'.padEnd(200, 'x'));
  const url = await importer.link(vehicle);
  const customer = await people.stranger();
  await customer.setViewportSize({ width: 320, height: 640 });
  await expectLive(customer, url, /Mercedes/);
  await expectNoSidewaysScroll(customer, 'tracking page');
  await expectDead(customer, '/t/aaaaaaaaaaaaaaaaaaaaaaaaaa', watch);
  await expectNoSidewaysScroll(customer, 'link not available');

  const office = await people.staff(importer.admin);
  await office.setViewportSize({ width: 320, height: 640 });
  await importer.api.post('/api-keys', {
    name: 'Dealermanagementsystemdergesamtengruppe',
    expires_at: `${importer.day(30)}T12:00:00Z`,
  });
  const settings = ['members', 'api-keys', 'webhooks', 'audit-log'].map((page) => `/settings/${page}`);
  for (const path of ['/vehicles', `/vehicles/${vehicle.id}`, ...settings, '/tracking-links']) {
    await office.goto(path);
    await expect(office.getByRole('heading', { level: 1 })).toBeVisible();
    await office.waitForLoadState('networkidle');
    await expectNoSidewaysScroll(office, path);
  }
  const sheet = await Sheet.open(office, vehicle);
  await expect(sheet.url).toHaveValue(url);
  const overflow = await sheet.dialog.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
  expect.soft(overflow, 'the sheet is wider than the screen').toBeLessThanOrEqual(0);
});

test('names stay whole from a tablet to a large screen, and a list of eight is printed on one page', async ({
  importer,
  people,
  isMobile,
}) => {
  test.skip(isMobile, 'a phone has one width, and no printer');
  const vehicles = [];
  for (let number = 1; number <= 8; number++) {
    vehicles.push(await importer.vehicle({ model: 'Land Cruiser Prado', stock_number: `HI-${number}` }));
  }
  await Promise.all(vehicles.map((vehicle) => importer.link(vehicle)));
  const office = await people.staff(importer.admin);
  for (const path of ['/vehicles', '/tracking-links']) {
    await office.goto(path);
    const names = office.getByRole('main').getByRole('link', { name: '2021 Toyota Land Cruiser Prado' });
    await expect(names).toHaveCount(8);
    for (const width of [769, 820, 1000, 1280, 3840]) {
      await office.setViewportSize({ width, height: 900 });
      // Each word has as many lines as its line is long: one.
      const broken = await names.first().evaluate((name) => {
        const text = name.firstChild as Text;
        const range = document.createRange();
        return [...text.data.matchAll(/\S+/g)].filter(({ 0: word, index }) => {
          range.setStart(text, index);
          range.setEnd(text, index + word.length);
          return range.getClientRects().length > 1;
        }).length;
      });
      expect.soft(broken, `${path} at ${width}`).toBe(0);
      await expectNoSidewaysScroll(office, `${path} at ${width}`);
    }
    const pdf = await office.pdf({ format: 'A4' });
    expect.soft(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g), `${path} on paper`).toHaveLength(1);
  }
});

test('a vehicle is printed on one page, and nothing that is filled in or pressed', async ({ importer, people, isMobile }) => {
  test.skip(isMobile, 'a phone has no printer');
  const vehicle = await importer.vehicle();
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  await importer.note(vehicle, 'internal', 'Scratch on the left rear door.');
  const office = await people.staff(importer.admin);
  await addPhotos(importer, vehicle, await pictures(office, 'a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg'));
  await office.goto(`/vehicles/${vehicle.id}`);
  const main = office.getByRole('main');
  const photos = main.getByRole('button', { name: /^Open photo/ });
  await expect(main.getByText('Scratch on the left rear door.')).toBeVisible();
  await expect(photos).toHaveCount(4);
  await main.getByRole('button', { name: 'Show all 5 photos' }).click();
  await expect(photos).toHaveCount(5);
  await office.emulateMedia({ media: 'print' });
  // A4 between its margins, and a wide sheet.
  for (const width of [703, 1280]) {
    await office.setViewportSize({ width, height: 1000 });
    await expect(main.getByRole('heading')).toHaveText(['2021 Toyota Land Cruiser', 'Details', 'Photos', 'Notes']);
    await expect(main.getByRole('textbox').or(main.getByRole('radio'))).toHaveCount(0);
    await expect(main.getByText('Not set').filter({ visible: true })).toHaveCount(0);
    // The photos, which are pressed on a screen, are all that is left of the buttons.
    await expect(main.getByRole('button')).toHaveCount(4);
    await expect(photos).toHaveCount(4);
    await expect(main.getByText('Purchased')).toBeVisible();
    await expect(main.getByText('JTMHX01J8L4198295')).toBeVisible();
    await expect(main.getByText('Loaded in Yokohama.')).toBeVisible();
    await expect(main.getByText('Scratch on the left rear door.')).toBeVisible();
  }
  const pdf = await office.pdf({ format: 'A4' });
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g), 'a vehicle on paper').toHaveLength(1);
});
