// What the machine provides: the server's binary, the browser, PostgreSQL.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PlaywrightTestOptions, PlaywrightWorkerOptions } from '@playwright/test';

/** The server with a clock that tests move. */
export function serverBinary(): string {
  const path = process.env['IMPORTOPS_BIN'];
  if (path === undefined || !existsSync(path)) {
    throw new Error(
      'IMPORTOPS_BIN must name the server with the movable clock: ' +
        'cargo build -p server --example movable_clock, or let `cargo xtask test` do all of it',
    );
  }
  return path;
}

/** The static files of the web app. */
export function distFolder(): string {
  return process.env['IMPORTOPS_DIST'] ?? fileURLToPath(new URL('../../web/dist', import.meta.url));
}

/** The URL of a superuser of a PostgreSQL server; the tests make their own databases there. */
export function postgresUrl(): string | undefined {
  return process.env['IMPORTOPS_TEST_POSTGRES_URL'];
}

/** Whether PostgreSQL is tested. To leave it out has to be asked for. */
export function requirePostgres(): boolean {
  if (postgresUrl() !== undefined) {
    return true;
  }
  if (process.env['E2E_SQLITE_ONLY'] === '1') {
    return false;
  }
  throw new Error(
    'IMPORTOPS_TEST_POSTGRES_URL must be the URL of a PostgreSQL superuser; `cargo xtask test` starts a server and ' +
      'sets it. With E2E_SQLITE_ONLY=1 the tests run on SQLite only.',
  );
}

function chromium(): string {
  const candidates = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = candidates.find((path) => path !== undefined && existsSync(path));
  if (found === undefined) {
    throw new Error('CHROMIUM must name a Chromium: `sudo apt-get install chromium`');
  }
  return found;
}

const isRoot = process.getuid?.() === 0;

/** A browser far from the organisation's time zone, so that nothing can lean on the browser's own. */
const anyBrowser = {
  locale: 'en-GB',
  timezoneId: 'America/New_York',
  // Without its film strip a trace costs little; the last picture is kept apart.
  trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: true },
  screenshot: 'only-on-failure',
  actionTimeout: 10_000,
  navigationTimeout: 20_000,
} satisfies Partial<PlaywrightTestOptions & PlaywrightWorkerOptions>;

export const browserOptions = {
  ...anyBrowser,
  browserName: 'chromium',
  // Tests that stand between a page and the server would not see what a service worker answers. One lets it in (offline.spec.ts).
  serviceWorkers: 'block',
  launchOptions: {
    executablePath: chromium(),
    args: ['--disable-background-networking', '--lang=en-GB', ...(isRoot ? ['--no-sandbox'] : [])],
  },
} satisfies Partial<PlaywrightTestOptions & PlaywrightWorkerOptions>;

/** Debian's Firefox: Playwright starts what stands between the two (firefox.mjs). */
export const firefoxOptions = {
  ...anyBrowser,
  browserName: 'firefox',
  channel: 'moz-firefox',
  // Not to override the scheme is all that Firefox can be asked for.
  colorScheme: null,
  // Playwright adds a style sheet before it takes a picture, and here the security policy of the page holds for it.
  screenshot: 'off',
  launchOptions: {
    executablePath: fileURLToPath(new URL('firefox.mjs', import.meta.url)),
    firefoxUserPrefs: {
      // Tests of the clipboard read what was copied, and nobody is there to allow it.
      'dom.events.testing.asyncClipboard': true,
      'intl.accept_languages': 'en-GB',
      // What is moving is measured by nobody: the other browsers are asked for the same by the tests.
      'ui.prefersReducedMotion': 1,
      'layout.css.prefers-color-scheme.content-override': 1,
      // Only tools such as axe ask pages for it, and 153.8 does not always survive that.
      'accessibility.ARIAElementReflection.enabled': false,
    },
  },
} satisfies Partial<PlaywrightTestOptions & PlaywrightWorkerOptions>;

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0';

/** A phone held upright. */
export const phone = {
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  isMobile: true,
  userAgent: `Mozilla/5.0 (Linux; Android 16; Pixel 10) ${CHROME} Mobile Safari/537.36`,
} satisfies Partial<PlaywrightTestOptions>;

const OFFICE = { width: 1280, height: 800 };

/** An office screen. */
export const desktop = {
  viewport: OFFICE,
  userAgent: `Mozilla/5.0 (X11; Linux x86_64) ${CHROME} Safari/537.36`,
} satisfies Partial<PlaywrightTestOptions>;

/** An office screen with Firefox. */
export const firefoxDesktop = { ...firefoxOptions, viewport: OFFICE } satisfies Partial<PlaywrightTestOptions>;

/** The same, where everything is dark. */
export const firefoxDark = {
  ...firefoxDesktop,
  launchOptions: {
    ...firefoxOptions.launchOptions,
    firefoxUserPrefs: { ...firefoxOptions.launchOptions.firefoxUserPrefs, 'layout.css.prefers-color-scheme.content-override': 0 },
  },
} satisfies Partial<PlaywrightTestOptions & PlaywrightWorkerOptions>;

/** As wide as a phone, which is all that Firefox can be of one: it has no touch and no mobile layout here. */
export const firefoxPhone = { ...firefoxOptions, viewport: { width: 390, height: 844 } } satisfies Partial<PlaywrightTestOptions>;
