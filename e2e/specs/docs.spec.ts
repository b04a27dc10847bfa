// The documentation as an integrator's developer opens it: from this server alone, on a phone and on a desktop.

import type { Page } from '@playwright/test';
import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts';
import { expect, test } from '../support/fixtures.ts';

/** Pixels that an operation may take before anything is unfolded, 1280 pixels wide. */
const TALLEST = 2_500;

const PAGES = [
  '/docs',
  '/docs/guide',
  '/docs/guide/generators',
  '/docs/events',
  '/docs/errors',
  '/docs/limits',
  '/docs/reference',
  '/docs/reference/vehicles',
  '/docs/search?q=vehicle',
  '/problems/tracking_link_exists',
];

/** The pages of the reference that have operations. */
async function pagesOfReference(page: Page): Promise<string[]> {
  const links = page.getByRole('navigation', { name: 'Documentation' }).locator('a[href^="/docs/reference/"]');
  const paths = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  return paths.filter((path) => !path.endsWith('/schemas'));
}

test('every operation is there, from this server alone, and none is long', async ({ people, server }) => {
  const page = await people.stranger();
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url)) {
      elsewhere.push(request.url());
    }
  });
  const answer = await page.goto('/api/docs');
  expect([answer?.status(), new URL(page.url()).pathname]).toEqual([200, '/docs/reference']);
  const document = (await (await page.request.get('/api/v1/openapi.json')).json()) as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  const ids = Object.values(document.paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
  await page.setViewportSize({ width: 1280, height: 800 });
  const heights = new Map<string, number>();
  for (const path of await pagesOfReference(page)) {
    await page.goto(path);
    const sections = await page
      .locator('.operation')
      .evaluateAll((all) => all.map((section) => [section.id, section.getBoundingClientRect().height] as const));
    for (const [id, height] of sections) {
      heights.set(id, height);
    }
  }
  expect([...heights.keys()].sort()).toEqual(ids.sort());
  expect([...heights].filter(([, height]) => height > TALLEST)).toEqual([]);
  expect(elsewhere).toEqual([]);
});

for (const path of PAGES) {
  test(`${path} is accessible and no wider than the screen`, async ({ people }) => {
    const page = await people.stranger();
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectNoSidewaysScroll(page, path);
    await expectAccessible(page, path);
  });
}

test('the search is used with the keyboard, and finds operations, codes and events', async ({ people }) => {
  const page = await people.stranger();
  await page.goto('/docs');
  for (const [query, option, address] of [
    ['create the tracking link', /^Create the tracking link/, '/docs/reference/tracking-link#create_tracking_link'],
    ['external_id_taken', /^external_id_taken/, '/docs/errors#external_id_taken'],
    ['eta_changed', /^vehicle\.eta_changed/, '/docs/events#vehicle.eta_changed'],
  ] as const) {
    await page.locator('main').focus();
    await page.keyboard.press('/');
    const field = page.getByRole('combobox', { name: 'Search the documentation' });
    await expect(field).toBeFocused();
    await field.fill(query);
    await expect(page.getByRole('option', { name: option }).first()).toBeVisible();
    if (page.url().endsWith('/docs')) {
      // On other pages the list covers parts of links, which axe takes for too small.
      await expectAccessible(page, 'results');
      // That opened a page of its own, and a list that has lost the focus is closed.
      await page.bringToFront();
      await field.fill(query);
      await expect(page.getByRole('option', { name: option }).first()).toBeVisible();
    }
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('option', { name: option }).first()).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${address}`);
    await expect(page.locator(`[id="${address.split('#')[1]}"]`)).toBeInViewport();
  }
  await page.keyboard.press('/');
  await page.getByRole('combobox').fill('vehicle');
  await expect(page.getByRole('listbox')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('listbox')).toBeHidden();
});

test('without scripts the search is a page, and the menu of a phone opens', async ({ browser, server }) => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(`${server.url}/docs`);
  const menu = page.getByRole('navigation', { name: 'Documentation' });
  await expect(menu).toBeHidden();
  await page.getByRole('link', { name: 'Menu', exact: true }).click();
  await menu.getByRole('link', { name: 'Errors' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Errors' })).toBeVisible();
  await page.getByLabel('Search the documentation').fill('idempotency');
  await page.getByLabel('Search the documentation').press('Enter');
  await expect(page.getByRole('link', { name: 'idempotency_key_reused' })).toBeVisible();
  await context.close();
});

test('schemas are unfolded where they are used, and commands can be copied', async ({ people }) => {
  const page = await people.stranger();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/docs/reference/vehicles#create_vehicle');
  const operation = page.locator('#create_vehicle');
  const members = operation.getByText('Members of VehicleCreate');
  await expect(operation.getByRole('cell', { name: /make.*required/ })).toBeHidden();
  await members.click();
  await expect(operation.getByRole('cell', { name: /make.*required/ })).toBeVisible();
  await operation.getByRole('button', { name: 'Copy' }).first().click();
  await expect(operation.getByRole('button', { name: 'Copied' })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain('curl -fsS -X POST "$BASE/api/v1/vehicles"');
});
