// Mails as a browser shows them, which is what mail programs on phones are: the files that the tests of `api/mail` keep.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { expectNoSidewaysScroll } from '../support/accessible.ts';

const folder = join(import.meta.dirname, '../../api/mail/tests/rendered');
const files = readdirSync(folder).filter((file) => file.endsWith('.html'));

/** A mail has no landmarks: it is shown inside a page that has them. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

test('a mail loads nothing, fits a narrow phone, and is readable in light and dark', async ({ page }) => {
  expect(files.length).toBeGreaterThan(30);
  const asked: string[] = [];
  await page.route('**/*', (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
  await page.setViewportSize({ width: 320, height: 640 });
  for (const file of files) {
    await page.setContent(readFileSync(join(folder, file), 'utf8'));
    await expectNoSidewaysScroll(page, file);
    const direction = await page.getByRole('heading', { level: 1 }).evaluate((title) => getComputedStyle(title).direction);
    expect(direction, file).toBe(file.endsWith('-ar.html') ? 'rtl' : 'ltr');
  }
  // Colours and structure are the same in every language.
  for (const file of ['update-en.html', 'update-ar.html', 'confirmation-de.html', 'invitation.html', 'notice.html']) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.setContent(readFileSync(join(folder, file), 'utf8'));
      const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
      expect
        .soft(
          violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
          `${file}, ${colorScheme}`,
        )
        .toEqual([]);
    }
  }
  // The logo is a part of the mail, which a browser does not look for.
  expect(asked.filter((url) => !url.startsWith('cid:'))).toEqual([]);
});
