// iPhones zoom into a field whose letters are smaller than 16 pixels, and stay zoomed: on a phone no field has them.

import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { Sheet } from '../support/sheet.ts';

const LEAST_PX = 16;

async function expectNoZoom(page: Page, what: string, least = 1): Promise<void> {
  const fields = page
    .locator('input:not([type=hidden], [type=file], [type=checkbox], [type=radio]), select, textarea')
    .filter({ visible: true });
  await expect(fields.first()).toBeVisible();
  const small = await fields.evaluateAll((all) =>
    all.map((field) => ({ field: field.id || field.className, size: parseFloat(getComputedStyle(field).fontSize) })),
  );
  expect(small.length, `fields of ${what}`).toBeGreaterThanOrEqual(least);
  expect
    .soft(
      small.filter(({ size }) => size < LEAST_PX),
      what,
    )
    .toEqual([]);
  const viewport = await page.locator('meta[name=viewport]').getAttribute('content');
  expect(viewport).not.toMatch(/user-scalable|maximum-scale/);
}

test('no field on a phone has letters that make it zoom', async ({ importer, people, isMobile }) => {
  test.skip(!isMobile, 'an office screen does not zoom');
  const vehicle = await importer.vehicle();
  await importer.link(vehicle);
  const stranger = await people.stranger();
  await stranger.goto('/sign-in');
  await expectNoZoom(stranger, 'sign-in', 2);
  const staff = await people.staff(importer.admin);
  for (const [path, least] of [
    ['/vehicles', 3],
    [`/vehicles/${vehicle.id}`, 1],
    ['/tracking-links', 1],
    ['/settings/organization', 5],
    ['/settings/account', 2],
  ] as const) {
    await staff.goto(path);
    await expectNoZoom(staff, path, least);
  }
  for (const [path, button, title, least] of [
    ['/vehicles', 'New vehicle', 'New vehicle', 15],
    [`/vehicles/${vehicle.id}`, 'Edit', 'Edit vehicle', 15],
    ['/settings/members', 'Invite member', 'Invite member', 2],
    ['/settings/api-keys', 'Create API key', 'New API key', 1],
    ['/settings/webhooks', 'Add endpoint', 'New webhook endpoint', 2],
  ] as const) {
    await staff.goto(path);
    await staff.getByRole('button', { name: button, exact: true }).click();
    await expect(staff.getByRole('dialog', { name: title })).toBeVisible();
    await expectNoZoom(staff, title, least);
  }
  const sheet = await Sheet.open(staff, vehicle);
  await expect(sheet.url).toBeVisible();
  await expectNoZoom(staff, 'tracking link sheet', 2);
});
