// Tests that are the same in Chromium, Firefox and WebKit: the project says in which engine a window opens.

import { test as base, expect } from '../fixtures.ts';
import { Person } from './person.ts';
import { PlaywrightTab, type Scheme, type Tab, WebKitTab } from './tab.ts';
import { WebKit } from './webdriver.ts';

interface EngineOptions {
  /** Whether windows are those of WebKitGTK; Playwright's browser then only draws the pictures. */
  inWebKit: boolean;
  /** Which scheme people have chosen for everything on their screen. */
  scheme: Scheme;
  /** Whether axe looks at every screen, which takes time. */
  withAxe: boolean;
}

interface WorkerFixtures extends EngineOptions {
  webkit: WebKit | undefined;
}

interface TestFixtures {
  /** Lets somebody sit down in front of a window of their own. */
  somebody: () => Promise<Person>;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  inWebKit: [false, { option: true, scope: 'worker' }],
  scheme: ['light', { option: true, scope: 'worker' }],
  withAxe: [false, { option: true, scope: 'worker' }],
  webkit: [
    async ({ inWebKit, scheme }, use) => {
      const webkit = inWebKit ? await WebKit.start(scheme) : undefined;
      await use(webkit);
      await webkit?.stop();
    },
    { scope: 'worker' },
  ],
  somebody: async ({ browser, webkit, scheme, server }, use) => {
    const tabs: Tab[] = [];
    await use(async () => {
      const tab = webkit === undefined ? await PlaywrightTab.open(browser, scheme) : await WebKitTab.open(webkit);
      tabs.push(tab);
      return new Person(tab, server.url);
    });
    await Promise.all(tabs.map((tab) => tab.close()));
  },
});

export { expect };
export type { EngineOptions };
