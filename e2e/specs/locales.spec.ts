// How a country writes dates: CLDR's likely locale, unless the organisation chose another.

import { expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';

interface Organization {
  locale: string;
}

/** Every code of two letters that ICU knows as a country's, and none that CLDR has beside ISO 3166-1. */
const BEYOND_ISO = ['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'XK', 'ZZ'];

test('every country of ISO 3166-1 writes as ICU says it likely does', async ({ importer, people }) => {
  test.setTimeout(180_000);
  const browser = await people.stranger();
  const likely = await browser.evaluate((beyond) => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
    const codes = letters.flatMap((first) => letters.map((second) => first + second));
    const isCountry = (code: string) =>
      !beyond.includes(code) && names.of(code) !== undefined && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
    return codes.filter(isCountry).map((code) => [code, new Intl.Locale(`und-${code}`).maximize().toString()] as const);
  }, BEYOND_ISO);
  expect(likely.length).toBe(249);
  const ours = new Map<string, string>();
  for (const [country] of likely) {
    const { locale } = await importer.api.patch<Organization>('/organization', { country });
    ours.set(country, locale);
  }
  const maximized = await browser.evaluate(
    (locales) => locales.map(([country, locale]) => [country, new Intl.Locale(locale).maximize().toString()] as const),
    [...ours],
  );
  expect(maximized).toEqual(likely);
});

test('a multilingual country chooses, and the page writes so', async ({ importer, people }) => {
  await importer.api.patch('/organization', { country: 'CH' });
  const url = await importer.link(await importer.vehicle({ eta: '2030-05-14' }));
  const customer = await people.stranger();
  const arrival = customer.locator('.arrival__date');
  for (const [locale, text] of [
    [null, '14. Mai 2030'],
    ['fr-CH', '14 mai 2030'],
    ['it-CH', '14 maggio 2030'],
  ] as const) {
    await importer.api.patch('/organization', { locale });
    await expectLive(customer, url);
    await expect(arrival).toContainText(text);
  }
});
