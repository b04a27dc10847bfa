// Every walk-through on both engines, on a phone and on a desktop.

import { defineConfig } from '@playwright/test';
import { browserOptions, desktop, phone, requirePostgres } from './support/environment.ts';
import type { ServerOptions } from './support/fixtures.ts';

const engines = requirePostgres() ? (['sqlite', 'postgres'] as const) : (['sqlite'] as const);

// How a page looks, what it does with text and where it is hosted do not depend on the database behind it.
const ignored = { sqlite: [], postgres: ['axe-*', 'blockers*', 'layout*', 'locales*', 'hosted-apart*', 'hostile-text*', 'in-the-way*', 'public-conditions*', 'redrawn*', 'security-policy*'].map((file) => `**/${file}`) };

export default defineConfig<object, ServerOptions>({
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
  projects: engines.flatMap((engine) => [
    { name: `${engine}-phone`, use: { ...phone, engine }, testIgnore: ignored[engine] },
    { name: `${engine}-desktop`, use: { ...desktop, engine }, testIgnore: ignored[engine] },
  ]),
});
