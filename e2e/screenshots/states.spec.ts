// Every state of the customer's page, on a phone, in three countries and their languages.

import { fileURLToPath } from 'node:url';
import { type Browser, expect, type Page } from '@playwright/test';
import { test } from '../support/fixtures.ts';
import { Importer, NOTHING } from '../support/importer.ts';
import { demoPicture, photograph } from './stage.ts';

const FOLDER = fileURLToPath(new URL('../../docs/screenshots/states', import.meta.url));
const TODAY = Date.parse('2026-05-04T08:20:00Z');

const PLACES = [
  {
    locale: 'en-GB',
    country: 'GB',
    timeZone: 'Europe/London',
    name: 'Harbour Imports',
    note: 'Loaded in Yokohama. The crossing takes about five weeks.',
  },
  {
    locale: 'de-DE',
    country: 'DE',
    timeZone: 'Europe/Berlin',
    name: 'Hafenkontor Importe',
    note: 'In Yokohama verladen. Die Überfahrt dauert etwa fünf Wochen.',
  },
  {
    locale: 'ar-AE',
    country: 'AE',
    timeZone: 'Asia/Dubai',
    name: 'واردات المرفأ',
    note: 'تم التحميل في يوكوهاما. تستغرق الرحلة نحو خمسة أسابيع.',
  },
];

async function open(browser: Browser, locale: string): Promise<Page> {
  const context = await browser.newContext({ locale });
  const page = await context.newPage();
  await page.clock.setFixedTime(TODAY);
  return page;
}

for (const { locale, country, timeZone, name, note } of PLACES) {
  test(`the states of the page in ${locale}`, async ({ browser, server }, info) => {
    test.skip(info.project.name !== 'phone-light', 'one screen is enough for the states');
    await server.advance(Math.round((TODAY - server.now().getTime()) / 1000));
    const importer = await Importer.create(server, name, { country, timeZone });
    await importer.api.patch('/organization', { contact_email: 'hello@harbour.example', contact_phone: '+44 20 5550 0100' });
    await importer.api.upload('PUT', '/organization/logo', demoPicture('logo.png', 'image/png'));
    const page = await open(browser, locale);
    const take = async (state: string, url: string) => {
      await page.goto(url);
      await page.waitForLoadState('load');
      await page.evaluate(() => {
        for (const photo of document.images) photo.loading = 'eager';
        return Promise.all([...document.images].map((photo) => photo.decode()));
      });
      await page.screenshot({ path: `${FOLDER}/${state}-${locale}.png`, fullPage: true, animations: 'disabled' });
    };

    const full = await importer.vehicle({ eta: '2026-05-28' });
    const photos = await photograph(importer, full, ['land-cruiser-quay', 'land-cruiser-front', 'land-cruiser-deck']);
    await importer.api.patch(`/vehicles/${full.id}`, { eta: '2026-06-06', eta_reason: 'vessel_delayed' });
    await importer.move(full, ['in_transit']);
    await importer.note(full, 'customer', note);
    const url = await importer.link(full);
    await importer.api.patch(`/vehicles/${full.id}/tracking-link`, { photo_ids: photos.slice(1).map((photo) => photo.id) });
    await take('full', url);
    await take('minimal', await importer.link(await importer.vehicle({ stock_number: 'HI-0050' }), NOTHING));
    const delivered = await importer.vehicle({ stock_number: 'HI-0051' });
    await importer.move(delivered, ['in_transit'], {});
    await importer.move(delivered, ['arrived'], { arrived_on: '2026-05-02' });
    await importer.move(delivered, ['preparation', 'sale_ready', 'sold_delivered']);
    await take('delivered', await importer.link(delivered));
    await take('eta-passed', await importer.link(await importer.vehicle({ stock_number: 'HI-0052', eta: '2026-05-01' })));
    await take('not-available', `${server.url}/t/aaaaaaaaaaaaaaaaaaaaaaaaaa`);

    await page.goto(url);
    await page.waitForLoadState('load');
    await page.route('**/api/v1/public/tracking/*', (route) => route.fulfill({ status: 503, body: '' }));
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange', { bubbles: true })));
    await expect(page.locator('.outdated')).toBeVisible();
    await page.screenshot({ path: `${FOLDER}/offline-${locale}.png`, animations: 'disabled' });
    await page.context().close();
  });
}
