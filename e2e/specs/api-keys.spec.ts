// Settings → API keys: an admin gives a program access, and takes it away.

import { request } from '../support/api.ts';
import { choose } from '../support/choose.ts';
import { expect, test } from '../support/fixtures.ts';
import type { Server } from '../support/server.ts';
import { takeSecret } from '../support/secret.ts';

/** How many keys a page of the list has. */
const PAGE = 25;

async function statusWith(server: Server, key: string, method: string, path: string, body?: unknown): Promise<number> {
  return (await request(server, method, path, body, { authorization: `Bearer ${key}` })).status;
}

test('a key does what was ticked, and nothing any more once it is revoked', async ({ importer, people, server }) => {
  const office = await people.staff(importer.admin);
  await office.goto('/settings/api-keys');
  await expect(office.getByText('No API keys yet')).toBeVisible();
  await expect(office.getByRole('link', { name: 'documentation with examples' })).toHaveAttribute('href', '/docs');
  const create = office.getByRole('button', { name: 'Create API key' });
  await create.click();
  const form = office.getByRole('dialog', { name: 'New API key' });
  await form.getByLabel('Name').fill('Website');
  await expect(form.getByRole('checkbox', { name: 'Read vehicles' })).toBeChecked();
  await expect(form.getByRole('checkbox', { checked: true })).toHaveCount(1);
  await form.getByRole('button', { name: 'Create key' }).click();
  const key = await takeSecret(office, 'Key for Website', 'API key');
  expect(key).toMatch(/^iok_[0-9a-hjkmnp-tv-z]{59}$/);
  await expect(create).toBeFocused();

  expect(await statusWith(server, key, 'GET', '/vehicles')).toBe(200);
  expect(await statusWith(server, key, 'POST', '/vehicles', { year: 2020, make: 'Mazda', model: 'MX-5' })).toBe(403);

  const row = office.getByRole('list', { name: 'API keys' }).getByRole('listitem').filter({ hasText: 'Website' });
  await expect(row).toContainText('Active');
  await expect(row).toContainText(key.slice(0, 12));
  await expect(row).not.toContainText(key.slice(0, 20));
  await expect(row.getByRole('list', { name: 'Scopes' }).getByRole('listitem')).toHaveText(['vehicles.read']);
  await expect(row).toContainText('by Alex Weber');

  await office.getByRole('button', { name: 'Revoke Website' }).click();
  const confirm = office.getByRole('dialog', { name: 'Revoke Website?' });
  await expect(confirm).toContainText('It can no longer read vehicles');
  await confirm.getByRole('button', { name: 'Revoke key' }).click();
  await expect(office.getByText('Website was revoked.')).toBeVisible();
  await expect(row.getByText('Revoked', { exact: true }).first()).toBeVisible();
  await expect(office.getByRole('button', { name: 'Revoke Website' })).toHaveCount(0);
  await expect(office.getByRole('heading', { level: 1, name: 'API keys' })).toBeFocused();
  expect(await statusWith(server, key, 'GET', '/vehicles')).toBe(401);
});

test('a key that nobody has copied yet is not lost by a stray key or press', async ({ importer, people }) => {
  const office = await people.staff(importer.admin);
  await office.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await office.goto('/settings/api-keys');
  await office.getByRole('button', { name: 'Create API key' }).click();
  const form = office.getByRole('dialog', { name: 'New API key' });
  await form.getByLabel('Name').fill('Website');
  await form.getByRole('button', { name: 'Create key' }).click();
  const dialog = office.getByRole('dialog', { name: 'Key for Website' });
  const key = await dialog.getByRole('textbox', { name: 'API key' }).inputValue();
  // A browser lets the second of two Escapes in a row through, whatever the page says.
  for (const stray of ['Escape', 'Escape', 'Escape']) {
    await office.keyboard.press(stray);
  }
  await office.mouse.click(3, 3);
  await dialog.getByRole('button', { name: 'Close' }).click();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(dialog.getByRole('alert')).toContainText('Before you close this, copy it');
  await expect(dialog.getByRole('textbox', { name: 'API key' })).toHaveValue(key);

  await dialog.getByRole('button', { name: 'Copy' }).click();
  await expect(dialog.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached();
  await expect.poll(() => office.evaluate(() => navigator.clipboard.readText())).toBe(key);
  await expect(dialog.getByRole('alert')).toHaveCount(0);
  await office.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(office.locator('body')).not.toContainText(key);
});

test('name, scopes and the last day are asked for beside their fields', async ({ importer, people }) => {
  const office = await people.staff(importer.admin);
  await office.goto('/settings/api-keys');
  await office.getByRole('button', { name: 'Create API key' }).click();
  const form = office.getByRole('dialog', { name: 'New API key' });
  const create = form.getByRole('button', { name: 'Create key' });
  await form.getByRole('checkbox', { name: 'Read vehicles' }).uncheck();
  await choose(form, 'On another day');
  await create.click();
  await expect(form.getByText('Enter a name that says what the key is for.')).toBeVisible();
  await expect(form.getByText('Tick at least one.')).toBeVisible();
  await expect(form.getByLabel('Last day')).toHaveAttribute('aria-invalid', 'true');
  await expect(form.getByLabel('Name')).toBeFocused();

  const last = importer.day(40);
  await form.getByLabel('Name').fill('Nightly export');
  await form.getByLabel('Last day').fill(last);
  await form.getByRole('checkbox', { name: 'Read the audit log' }).check();
  await form.getByRole('checkbox', { name: 'Change tracking links' }).check();
  await create.click();
  await takeSecret(office, 'Key for Nightly export', 'API key');
  const { data } = await importer.api.get<{ data: { scopes: string[]; expires_at: string }[] }>('/api-keys');
  expect([...data[0]!.scopes].sort()).toEqual(['audit.read', 'tracking_links.write']);
  // To the end of that day in Berlin.
  const written = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin', dateStyle: 'short', timeStyle: 'short' });
  expect(written.format(new Date(data[0]!.expires_at))).toBe(`${last} 23:59`);
});

test('keys that expired say so, and a long list is shown in parts', async ({ importer, people, server }) => {
  const make = (name: string, expires_at: string) => importer.api.post('/api-keys', { name, expires_at });
  await make('Short visit', new Date(server.now().getTime() + 60_000).toISOString());
  for (let number = 1; number <= PAGE; number += 1) {
    await make(`Program ${number}`, `${importer.day(30)}T12:00:00Z`);
  }
  await server.advance(61);
  const office = await people.staff(importer.admin);
  await office.goto('/settings/api-keys');
  const names = office.getByRole('list', { name: 'API keys' }).getByRole('heading', { level: 2 });
  await expect(names).toHaveCount(PAGE);
  await expect(names.first()).toHaveText(`Program ${PAGE}`);
  await office.getByRole('button', { name: 'Load more' }).click();
  await expect(names).toHaveCount(PAGE + 1);
  const old = office.getByRole('listitem').filter({ hasText: 'Short visit' });
  await expect(old).toBeFocused();
  await expect(office.getByText('End of the list.')).toBeVisible();
  await expect(old.getByText('Expired', { exact: true }).first()).toBeVisible();
});

test('who is no admin does not meet API keys, webhooks and audit log', async ({ importer, people }) => {
  const yard = await people.staff(await importer.member('Kim Larsen', 'editor'));
  await yard.goto('/settings/account');
  const tabs = yard.getByRole('navigation', { name: 'Settings' });
  await expect(tabs.getByRole('link')).toHaveText(['Organization', 'Members', 'Your account']);
  for (const path of ['/settings/api-keys', '/settings/webhooks', '/settings/audit-log']) {
    await yard.goto(path);
    await expect(yard.getByText('can be seen by admins only')).toBeVisible();
    await expect(yard.getByRole('main').getByRole('button')).toHaveCount(0);
  }
});
