// Draws the pictures of the demo into api/server/src/demo/pictures: `npm run art`.

import { defineConfig } from '@playwright/test';
import { browserOptions } from './support/environment.ts';

export default defineConfig({
  testDir: 'art',
  outputDir: 'test-results',
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  reporter: [['list'], ['./support/totals.ts']],
  use: { ...browserOptions, screenshot: 'off', trace: 'off' },
});
