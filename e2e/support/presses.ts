// Counts what a person presses.

import type { Page } from '@playwright/test';

/** Counts from now on, as long as the document is there; the answer says how often. */
export async function countPresses(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = window as unknown as { presses: number };
    counted.presses = 0;
    addEventListener('pointerdown', () => (counted.presses += 1), true);
    // The program of the system that sends mail is not there: what it is asked for is in the address.
    addEventListener('click', (event) => {
      if ((event.target as Element).closest('a[href^="mailto:"], a[href^="https://wa.me/"]')) event.preventDefault();
    });
  });
  return () => page.evaluate(() => (window as unknown as { presses: number }).presses);
}
