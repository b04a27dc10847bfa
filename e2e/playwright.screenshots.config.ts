// The pictures of the README: phone and desktop, light and dark, into docs/screenshots.

import { defineConfig } from '@playwright/test';
import { browserOptions, desktop, phone } from './support/environment.ts';
import type { ServerOptions } from './support/fixtures.ts';

const screens = { phone, desktop };
const names = ['phone', 'desktop'] as const;
const schemes = ['light', 'dark'] as const;

export default defineConfig<object, ServerOptions>({
  testDir: 'screenshots',
  outputDir: 'test-results',
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 90_000,
  reporter: [['list'], ['./support/totals.ts']],
  use: { ...browserOptions, engine: 'sqlite', deviceScaleFactor: 1, screenshot: 'off', trace: 'off' },
  projects: names.flatMap((name) =>
    schemes.map((scheme) => ({ name: `${name}-${scheme}`, use: { ...screens[name], colorScheme: scheme } })),
  ),
});
