// For the night: every walk-through in Firefox, at the width of an office and of a phone, in WebKit what its driver can, and in Chromium
// all that the tests of each change leave out: on a phone, with PostgreSQL, and both.

import { defineConfig } from '@playwright/test';
import config, { onDesktop, onPhone } from './playwright.config.ts';
import { FIREFOX_CANNOT, FIREFOX_PHONE_CANNOT } from './support/engines/firefox-cannot.ts';
import type { EngineOptions } from './support/engines/fixtures.ts';
import { firefoxDesktop, firefoxPhone, requirePostgres } from './support/environment.ts';
import type { ServerOptions } from './support/fixtures.ts';

const everyChange = config.projects ?? [];

export default defineConfig<object, ServerOptions & EngineOptions>({
  ...config,
  projects: [
    { name: 'firefox-desktop', use: { ...firefoxDesktop, engine: 'sqlite' }, grepInvert: FIREFOX_CANNOT },
    {
      name: 'firefox-phone',
      use: { ...firefoxPhone, engine: 'sqlite' },
      testIgnore: '**/engines/*.spec.ts',
      grepInvert: FIREFOX_PHONE_CANNOT,
    },
    onPhone('sqlite'),
    ...(requirePostgres() ? [onDesktop('postgres'), onPhone('postgres')] : []),
    ...everyChange.filter(({ name }) => name === 'webkit'),
  ],
});
