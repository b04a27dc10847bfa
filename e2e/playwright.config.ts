// For each change: every walk-through in Chromium on a desktop with SQLite; on a phone those that know how wide a screen is; with
// PostgreSQL those that ask most of a database, since its answers are compared without a browser (api/server/tests). What the help
// article tells and what engines differ in also in Firefox and WebKit. Nightly has all of them everywhere.

import { defineConfig } from '@playwright/test';
import type { EngineOptions } from './support/engines/fixtures.ts';
import { browserOptions, desktop, firefoxDesktop, phone, requirePostgres } from './support/environment.ts';
import type { ServerOptions } from './support/fixtures.ts';

/** The same tests in every engine. They choose widths themselves, so one project for each engine is enough. */
const ENGINES = '**/engines/*.spec.ts';

function specs(file: string): string {
  return `**/${file}.spec.ts`;
}

/** What the help article tells, which Firefox has to do as well for each commit; nightly does everything there. */
const ARTICLE = ['create-and-share', 'revoke-and-regenerate', 'expiry', 'photo-picker'].map(specs);

/** What asks most of a database: the article's walk-throughs, lists, searches, and what several people do at a time. */
const DATABASE = [
  ...ARTICLE,
  ...['at-once', 'audit-log', 'journey', 'links', 'live', 'lockdown', 'members', 'paged-lists', 'photos', 'vehicles'].map(specs),
];

/** What is the same however wide the screen is: requests, words, what alters pages, and forms whose layout the axe walks look at. */
const SAME_AT_EVERY_WIDTH = [
  'allowed-origins',
  'api-keys',
  'at-once',
  'audit-log',
  'blockers',
  'docs',
  'export',
  'external-id',
  'finished-document',
  'hosted-apart',
  'in-the-way',
  'keyboard',
  'live',
  'locales',
  'lockdown',
  'members',
  'offline',
  'proposals',
  'public-conditions',
  'redrawn',
  'rendered-mails',
  'restored-backup',
  'retired-url-opens',
  'security-policy',
  'sign-in',
  'staff-document',
  'webhook-signature',
  'webhooks-settings',
].map(specs);

type Database = ServerOptions['engine'];

export const onDesktop = (engine: Database) => ({
  name: `${engine}-desktop`,
  use: { ...desktop, engine },
  testIgnore: [ENGINES],
});

export const onPhone = (engine: Database) => ({
  name: `${engine}-phone`,
  use: { ...phone, engine },
  testIgnore: [ENGINES],
});

export default defineConfig<object, ServerOptions & EngineOptions>({
  testDir: 'specs',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: true,
  // Some 600 tests wait for a browser on two busy cores: one that loses a race is tried again and named; few may (totals.ts).
  retries: 1,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['./support/totals.ts']],
  use: browserOptions,
  projects: [
    onDesktop('sqlite'),
    ...(requirePostgres() ? [{ ...onDesktop('postgres'), testMatch: DATABASE }] : []),
    { ...onPhone('sqlite'), testIgnore: [ENGINES, ...SAME_AT_EVERY_WIDTH] },
    { name: 'chromium', use: { ...desktop, engine: 'sqlite' }, testMatch: ENGINES },
    { name: 'firefox-desktop', use: { ...firefoxDesktop, engine: 'sqlite' }, testMatch: [ENGINES, ...ARTICLE] },
    // Its windows are WebKit's; Playwright's Chromium draws the photos of the tests.
    { name: 'webkit', use: { ...desktop, engine: 'sqlite', inWebKit: true }, testMatch: ENGINES },
  ],
});
