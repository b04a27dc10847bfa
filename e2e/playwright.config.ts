// Every walk-through in Chromium: on a desktop on both databases, on a phone on SQLite, since the width of a screen and the database
// know nothing of each other (nightly has the fourth pair). The help article's and what engines differ in also in Firefox and WebKit.

import { defineConfig } from '@playwright/test';
import type { EngineOptions } from './support/engines/fixtures.ts';
import { browserOptions, desktop, firefoxDesktop, phone, requirePostgres } from './support/environment.ts';
import type { ServerOptions } from './support/fixtures.ts';

const databases = requirePostgres() ? (['sqlite', 'postgres'] as const) : (['sqlite'] as const);

/** The same tests in every engine. They choose widths themselves, so one project for each engine is enough. */
const ENGINES = '**/engines/*.spec.ts';

/** What the help article tells, which Firefox has to do as well for each commit; nightly does everything there. */
const ARTICLE = ['create-and-share', 'revoke-and-regenerate', 'expiry', 'photo-picker'].map((file) => `**/${file}.spec.ts`);

// How a page looks, what it does with text and where it is hosted do not depend on the database behind it.
const sameEverywhere = [
  'attention*',
  'axe-*',
  'blockers*',
  'docs*',
  'field-sizes*',
  'finished-document*',
  'layout*',
  'lightbox*',
  'offline*',
  'locales*',
  'hosted-apart*',
  'hostile-text*',
  'in-the-way*',
  'keyboard*',
  'public-conditions*',
  'redrawn*',
  'security-policy*',
  'staff-document*',
  'staff-start*',
  'typed*',
  'viewer*',
  'yard*',
];
const ignored = { sqlite: [ENGINES], postgres: [ENGINES, ...sameEverywhere.map((file) => `**/${file}`)] };

type Database = (typeof databases)[number];

const onDesktop = (engine: Database) => ({
  name: `${engine}-desktop`,
  use: { ...desktop, engine },
  testIgnore: ignored[engine],
});

export const onPhone = (engine: Database) => ({
  name: `${engine}-phone`,
  use: { ...phone, engine },
  testIgnore: ignored[engine],
});

export default defineConfig<object, ServerOptions & EngineOptions>({
  testDir: 'specs',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: true,
  // Some 500 tests wait for a browser on two busy cores: one that loses a race is tried again and named; few may (totals.ts).
  retries: 1,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['./support/totals.ts']],
  use: browserOptions,
  projects: [
    ...databases.map(onDesktop),
    onPhone('sqlite'),
    { name: 'chromium', use: { ...desktop, engine: 'sqlite' }, testMatch: ENGINES },
    { name: 'firefox-desktop', use: { ...firefoxDesktop, engine: 'sqlite' }, testMatch: [ENGINES, ...ARTICLE] },
    // Its windows are WebKit's; Playwright's Chromium draws the photos of the tests.
    { name: 'webkit', use: { ...desktop, engine: 'sqlite', inWebKit: true }, testMatch: ENGINES },
  ],
});
