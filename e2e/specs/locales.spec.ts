// How a country writes dates: CLDR's likely locale, unless the organisation chose another.

import type { Page } from '@playwright/test';
import { expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';

interface Organization {
  locale: string;
}

/** Every code of two letters that ICU knows as a country's, and none that CLDR has beside ISO 3166-1. */
const BEYOND_ISO = ['AC', 'CP', 'CQ', 'DG', 'EA', 'EU', 'EZ', 'IC', 'QO', 'TA', 'UN', 'XA', 'XB', 'XK', 'ZZ'];

/** Every country of ISO 3166-1, and its likely locale with its script. */
function likelyLocales(browser: Page) {
  return browser.evaluate((beyond) => {
    const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
    const codes = letters.flatMap((first) => letters.map((second) => first + second));
    const isCountry = (code: string) =>
      !beyond.includes(code) && names.of(code) !== undefined && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`;
    return codes.filter(isCountry).map((code) => [code, new Intl.Locale(`und-${code}`).maximize().toString()] as const);
  }, BEYOND_ISO);
}

test('every country of ISO 3166-1 writes as ICU says it likely does', async ({ importer, people }) => {
  test.setTimeout(180_000);
  const browser = await people.stranger();
  const likely = await likelyLocales(browser);
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

test('a multilingual country chooses, and who speaks its language reads it so', async ({ importer, people }) => {
  await importer.api.patch('/organization', { country: 'CH' });
  const url = await importer.link(await importer.vehicle({ eta: '2030-05-14' }));
  for (const [locale, language, lang, text] of [
    [null, 'de-AT', 'de-CH', '14. Mai 2030'],
    ['fr-CH', 'fr-FR', 'fr-CH', '14 mai 2030'],
    ['it-CH', 'it-IT', 'it-CH', '14 maggio 2030'],
    ['it-CH', 'de-DE', 'de-CH', '14. Mai 2030'],
    // A language that the page does not speak: the organisation's.
    ['it-CH', 'fi-FI', 'it-CH', '14 maggio 2030'],
    ['rm-CH', 'fi-FI', 'en-CH', '14 May 2030'],
  ] as const) {
    await importer.api.patch('/organization', { locale });
    const customer = await people.stranger(language);
    await expectLive(customer, url);
    const arrival = customer.locator('.arrival__date time');
    await expect(arrival).toHaveAttribute('lang', lang);
    await expect(arrival).toContainText(text);
  }
});

/** The languages that the page speaks, and how December begins in them. */
const LANGUAGES = new Map([
  ['en', 'December'],
  ['ar', 'ديسمبر|كانون الأول|دجمبر|دجنبر'],
  ['de', 'Dezember'],
  ['es', 'diciembre'],
  ['fr', 'décembre'],
  ['it', 'dicembre'],
  ['ja', '12月'],
  ['ko', '12월'],
  ['nl', 'december'],
  ['pl', 'grudnia'],
  ['pt', 'dezembro'],
  ['sv', 'december'],
  ['zh-Hans', '12月'],
  ['zh-Hant', '12月'],
]);

test('every language is written in every country, by the Gregorian calendar', async ({ people }) => {
  // Of a language that the page does not speak: nothing may fall back to it.
  const browser = await people.stranger('he');
  const countries = (await likelyLocales(browser)).map(([country]) => country);
  const wrong = await browser.evaluate(
    ([languages, codes]) => {
      const day = new Date('2026-12-18');
      const format = (tag: string) => new Intl.DateTimeFormat([tag, 'en-GB'], { dateStyle: 'long', timeZone: 'UTC' });
      const tags = codes.flatMap((code) =>
        languages.map(([language, month]) => [language, month, `${language}-${code}`] as const),
      );
      return tags.flatMap(([language, month, plain]) => {
        const tag = /-(AF|IR|SA|TH)$/.test(plain) ? `${plain}-u-ca-gregory` : plain;
        const { locale, calendar } = format(tag).resolvedOptions();
        const text = format(tag)
          .format(day)
          .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x660));
        const speaks = new Intl.Locale(locale).language === new Intl.Locale(language).language;
        const isRight = speaks && calendar === 'gregory' && text.includes('2026') && new RegExp(month).test(text);
        return isRight && Intl.DateTimeFormat.supportedLocalesOf([tag]).length === 1
          ? []
          : [`${tag} ${locale} ${calendar} ${text}`];
      });
    },
    [[...LANGUAGES], countries] as const,
  );
  expect(wrong).toEqual([]);
});

test('words, dates and distances of a page are of one language, in the document and from its program', async ({
  importer,
  people,
}) => {
  test.setTimeout(180_000);
  const vehicle = await importer.vehicle({ eta: '2031-12-18' });
  const url = await importer.link(vehicle);
  for (const [country, region] of [
    ['DE', 'DE'],
    ['TH', 'TH-u-ca-gregory'],
  ] as const) {
    await importer.api.patch('/organization', { country });
    for (const [language, month] of LANGUAGES) {
      const customer = await people.stranger(language === 'zh-Hans' ? 'zh-CN' : language === 'zh-Hant' ? 'zh-TW' : language);
      await expectLive(customer, url);
      await expect(customer.locator('html')).toHaveAttribute('lang', language);
      const langs = await customer.locator('main time').evaluateAll((times) => times.map((time) => time.getAttribute('lang')));
      expect(new Set(langs)).toEqual(new Set([`${language}-${region}`]));
      await expect(customer.locator('.arrival__date')).toHaveText(new RegExp(month));
      const distance = await customer.evaluate(
        (tag) => new Intl.RelativeTimeFormat([tag], { numeric: 'auto' }).format(61, 'month').replace(/[\d\u0660-\u0669]+/g, ''),
        `${language}-${region}`,
      );
      expect((await customer.locator('.arrival__distance').innerText()).replace(/[\d\u0660-\u0669]+/g, '')).toBe(distance);
    }
  }
});
