// What a customer meets behind the URL.

import { expect, type Page } from '@playwright/test';
import type { Watch } from './watch.ts';

/** Where the one 404 may appear. */
const PUBLIC = /^\/(t|api\/v1\/public\/tracking)\//;

/** Opens the URL and finds the vehicle; the program listens. */
export async function expectLive(page: Page, url: string, title?: string | RegExp): Promise<void> {
  await expectDocument(page, url, title);
  await expect(page.locator('html[data-ready]')).toHaveCount(1);
}

/** Opens the URL and finds the vehicle, whether or not the program has come. */
export async function expectDocument(
  page: Page,
  url: string,
  title: string | RegExp = '2021 Toyota Land Cruiser',
): Promise<void> {
  const response = await page.goto(url);
  expect(response?.status()).toBe(200);
  await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
}

/** Opens the URL and finds that it does not work, with its true status and nothing of the importer. */
export async function expectDead(page: Page, url: string, watch: Watch): Promise<void> {
  watch.expect(404, PUBLIC);
  const response = await page.goto(url);
  expect(response?.status()).toBe(404);
  await expectNotAvailable(page);
}

/** The page on show says that the link is not available, and nothing else. */
export async function expectNotAvailable(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: 'Link not available' })).toBeVisible();
  await expect(page).toHaveTitle('Link not available');
  const html = await page.content();
  for (const word of ['Harbour Imports', 'Land Cruiser', 'Toyota', 'hello@harbour.example']) {
    expect(html).not.toContain(word);
  }
}

/** Says that an open page may be told that its link is dead. */
export function allowDeath(watch: Watch): void {
  watch.expect(404, PUBLIC);
}
