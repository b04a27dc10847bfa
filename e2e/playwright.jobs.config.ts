// The commonest jobs of staff, counted and measured: not a test that a slow machine can fail.

import { defineConfig } from '@playwright/test';
import { browserOptions, desktop, phone } from './support/environment.ts';
import type { ServerOptions } from './support/fixtures.ts';

export default defineConfig<object, ServerOptions>({
  testDir: 'jobs',
  outputDir: 'test-results',
  forbidOnly: true,
  retries: 0,
  // One at a time: they are measured.
  workers: 1,
  timeout: 300_000,
  reporter: [['list'], ['./support/totals.ts']],
  use: { ...browserOptions, engine: 'sqlite', screenshot: 'off', trace: 'off' },
  projects: [
    { name: 'desktop', use: desktop },
    { name: 'phone', use: phone },
  ],
});
