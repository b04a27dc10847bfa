// WCAG 2.2 AA and axe's best practices, in light and in dark.

import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

export const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Axe finds nothing on the page as it stands. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  // Nobody can ask Firefox for a scheme yet (firefox.mjs): it has the one that it starts with.
  const inFirefox = page.context().browser()?.browserType().name() === 'firefox';
  for (const colorScheme of inFirefox ? (['light'] as const) : (['light', 'dark'] as const)) {
    // Colours that are on their way to others have no contrast worth measuring.
    if (!inFirefox) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    }
    await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)));
    const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
    const found = violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`),
    }));
    expect.soft(found, `${what}, ${colorScheme}`).toEqual([]);
  }
}

/** Nothing has to be scrolled sideways. */
export async function expectNoSidewaysScroll(page: Page, what: string): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(overflow, `${what} is wider than the screen`).toBeLessThanOrEqual(0);
}
