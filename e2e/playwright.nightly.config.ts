// For the night: every walk-through in Firefox, at the width of an office and of a phone, in WebKit what its driver can, and in Chromium
// all that the tests of each change leave out: on a phone, with PostgreSQL, and both. Every screen in the dark, in each of them.

import { defineConfig } from '@playwright/test';
import config, { onDesktop, onPhone } from './playwright.config.ts';
import { FIREFOX_CANNOT, FIREFOX_PHONE_CANNOT } from './support/engines/firefox-cannot.ts';
import type { EngineOptions } from './support/engines/fixtures.ts';
import { desktop, firefoxDark, firefoxDesktop, firefoxPhone, requirePostgres } from './support/environment.ts';
import type { ServerOptions } from './support/fixtures.ts';

const everyChange = config.projects ?? [];

/** Every screen at every width, which each change sees in light. */
const SCREENS = '**/engines/screens.spec.ts';
const DARK = { engine: 'sqlite', scheme: 'dark', withAxe: true } as const;

export default defineConfig<object, ServerOptions & EngineOptions>({
  ...config,
  projects: [
    { name: 'firefox-desktop', use: { ...firefoxDesktop, engine: 'sqlite', withAxe: true }, grepInvert: FIREFOX_CANNOT },
    {
      name: 'firefox-phone',
      use: { ...firefoxPhone, engine: 'sqlite' },
      testIgnore: '**/engines/*.spec.ts',
      grepInvert: FIREFOX_PHONE_CANNOT,
    },
    onPhone('sqlite'),
    ...(requirePostgres() ? [onDesktop('postgres'), onPhone('postgres')] : []),
    ...everyChange
      .filter(({ name }) => name === 'webkit')
      .map((webkit) => ({ ...webkit, use: { ...webkit.use, withAxe: true } })),
    { name: 'chromium-dark', use: { ...desktop, ...DARK }, testMatch: SCREENS },
    { name: 'firefox-dark', use: { ...firefoxDark, ...DARK }, testMatch: SCREENS },
    { name: 'webkit-dark', use: { ...desktop, ...DARK, inWebKit: true }, testMatch: SCREENS },
  ],
});
