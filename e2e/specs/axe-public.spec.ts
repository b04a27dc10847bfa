// Accessibility of what customers open.

import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts';
import { expectDead, expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { NOTHING } from '../support/importer.ts';
import { arrived, pictured, picturesOf } from '../support/pictured.ts';
import { picture } from '../support/pictures.ts';
import { Server } from '../support/server.ts';

test('tracking page: full, arrived, delivered, late, minimal', async ({ importer, people }) => {
  await importer.api.patch('/organization', {
    contact_email: 'hello@harbour.example',
    contact_phone: '+49 40 555 0100',
  });
  const page = await people.stranger();
  const full = await importer.vehicle({ eta: '2030-05-14' });
  await importer.move(full, ['in_transit']);
  await importer.note(full, 'customer', 'Your car has been loaded.\n\nThe ship leaves on Monday.');
  await importer.note(full, 'customer', 'A-very-long-word-'.repeat(20));
  await expectLive(page, await importer.link(full));
  await expectAccessible(page, 'full page');
  await expectNoSidewaysScroll(page, 'full page');

  await importer.move(full, ['arrived'], { arrived_on: '2026-05-13', arrival_detail: 'customs' });
  await page.reload();
  await expectAccessible(page, 'arrived');
  await importer.move(full, ['preparation', 'sale_ready', 'sold_delivered']);
  await page.reload();
  await expectAccessible(page, 'delivered');

  const late = await importer.vehicle({ stock_number: 'HI-0043', eta: '2024-05-14' });
  await expectLive(page, await importer.link(late));
  await expectAccessible(page, 'late');
  const minimal = await importer.vehicle({ stock_number: 'HI-0044' });
  await expectLive(page, await importer.link(minimal, NOTHING));
  await expectAccessible(page, 'minimal');
  await expectNoSidewaysScroll(page, 'minimal');
});

test('tracking page with photos and a logo, and a photo in full', async ({ importer, people }) => {
  const page = await people.stranger();
  const logo = await picture(page, 'Harbour.png', { width: 480, height: 120, type: 'image/png', transparent: true });
  await importer.api.upload('PUT', '/organization/logo', logo);
  const { url } = await pictured(importer, page, 3);
  await expectLive(page, url);
  await picturesOf(page).last().scrollIntoViewIfNeeded();
  await expect.poll(() => arrived(picturesOf(page))).toBe(true);
  await expectAccessible(page, 'photos');
  await expectNoSidewaysScroll(page, 'photos');
  await page.getByRole('button', { name: 'Show photo 2 of 4' }).click();
  await expect(page.getByRole('dialog').getByRole('status')).toHaveText('2 of 4');
  await expectAccessible(page, 'photo in full');
});

test('link not available', async ({ people, watch }) => {
  const page = await people.stranger();
  await expectDead(page, '/t/aaaaaaaaaaaaaaaaaaaaaaaaaa', watch);
  await expectAccessible(page, 'link not available');
  await expectNoSidewaysScroll(page, 'link not available');
});

test('from right to left', async ({ browser, importer }) => {
  const vehicle = await importer.vehicle({ eta: '2030-05-14' });
  await importer.api.patch(`/vehicles/${vehicle.id}`, { eta: '2030-06-01', eta_reason: 'vessel_delayed' });
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  const context = await browser.newContext({ locale: 'ar' });
  const page = await context.newPage();
  await expectLive(page, await importer.link(vehicle));
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  await expectAccessible(page, 'Arabic');
  await expectNoSidewaysScroll(page, 'Arabic');
  // A Latin title reads from left to right, and begins where the other lines do.
  expect(await page.getByRole('heading', { level: 1 }).evaluate((title) => getComputedStyle(title).textAlign)).toBe('right');
  await context.close();
});

test('without a connection', async ({ importer, people, watch }) => {
  const page = await people.stranger();
  await expectLive(page, await importer.link(await importer.vehicle({ eta: '2030-05-14' })));
  watch.expect(503, /\/public\/tracking\//);
  await page.route('**/api/v1/public/tracking/*', (route) => route.fulfill({ status: 503, body: '' }));
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
  await expect(page.getByText('You are offline; this may be out of date.')).toBeVisible();
  await expectAccessible(page, 'offline');
  await expectNoSidewaysScroll(page, 'offline');
});

test('too many requests', async ({ engine, people, watch }) => {
  const server = await Server.start(engine, { IMPORTOPS_REQUESTS_PER_ADDRESS: '10' });
  const page = await people.stranger();
  watch.expect(404, /^\/t\//);
  watch.expect(429, /^\/t\//);
  await expect
    .poll(async () => (await page.goto(`${server.url}/t/aaaaaaaaaaaaaaaaaaaaaaaaaa`))?.status(), { intervals: [0] })
    .toBe(429);
  await expectAccessible(page, 'too many requests');
  await expectNoSidewaysScroll(page, 'too many requests');
  await server.stop();
});
