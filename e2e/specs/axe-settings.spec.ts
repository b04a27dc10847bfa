// Accessibility of the settings, the list of links and the answer to an invitation.

import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts';
import { choose } from '../support/choose.ts';
import { expect, test } from '../support/fixtures.ts';
import { person } from '../support/importer.ts';
import { picture } from '../support/pictures.ts';

for (const [path, heading] of [
  ['/settings/organization', 'Organization'],
  ['/settings/members', 'Members'],
  ['/settings/api-keys', 'API keys'],
  ['/settings/webhooks', 'Webhooks'],
  ['/settings/audit-log', 'Audit log'],
  ['/settings/account', 'Your account'],
  ['/tracking-links', 'Tracking links'],
] as const) {
  test(heading, async ({ importer, people }) => {
    await importer.link(await importer.vehicle());
    await importer.member('Kim Larsen', 'editor');
    const page = await people.staff(importer.admin);
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await page.waitForLoadState('networkidle');
    await expectAccessible(page, heading);
    await expectNoSidewaysScroll(page, heading);
  });
}

test('dialogs of the members', async ({ importer, people }) => {
  await importer.member('Kim Larsen', 'editor');
  const page = await people.staff(importer.admin);
  await page.goto('/settings/members');
  for (const [button, title] of [
    ['Invite member', 'Invite member'],
    ['Change role of Kim Larsen', 'Change role'],
    ['Disable Kim Larsen', /Disable Kim Larsen/],
  ] as const) {
    await page.getByRole('button', { name: button }).click();
    const dialog = page.getByRole('dialog', { name: title });
    await expect(dialog).toBeVisible();
    await expectAccessible(page, button);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
  }
});

test('API keys: the list and its dialogs', async ({ importer, people }) => {
  for (const name of ['Website', 'Dealer management system']) {
    const scopes = ['vehicles.read', 'vehicles.write', 'tracking_links.read', 'organization.read'];
    await importer.api.post('/api-keys', { name, scopes, expires_at: `${importer.day(90)}T12:00:00Z` });
  }
  const { data } = await importer.api.get<{ data: { id: string }[] }>('/api-keys');
  await importer.api.delete(`/api-keys/${data[0]!.id}`);
  const page = await people.staff(importer.admin);
  await page.goto('/settings/api-keys');
  await expect(page.getByText('Revoked', { exact: true }).first()).toBeVisible();
  await expectAccessible(page, 'API keys');
  await expectNoSidewaysScroll(page, 'API keys');
  await page.getByRole('button', { name: 'Revoke Website' }).click();
  await expect(page.getByRole('dialog', { name: 'Revoke Website?' })).toBeVisible();
  await expectAccessible(page, 'revoking an API key');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Create API key' }).click();
  const form = page.getByRole('dialog', { name: 'New API key' });
  await form.getByRole('button', { name: 'Create key' }).click();
  await expect(form.getByText('Enter a name that says what the key is for.')).toBeVisible();
  await expectAccessible(page, 'creating an API key, with an error');
  await form.getByLabel('Name').fill('CRM');
  await form.getByRole('button', { name: 'Create key' }).click();
  const secret = page.getByRole('dialog', { name: 'Key for CRM' });
  await secret.getByRole('button', { name: 'Done' }).click();
  await expect(secret.getByRole('alert')).toBeVisible();
  await expectAccessible(page, 'the secret of an API key');
});

test('webhooks: the list, an endpoint and its dialogs', async ({ importer, people }) => {
  // A port where nothing listens.
  const url = 'http://127.0.0.1:65535/hook';
  const created = await importer.api.post<{ webhook_endpoint: { id: string } }>('/webhook-endpoints', {
    url,
    description: 'Dealer management system',
    event_types: ['vehicle.created', 'vehicle.stage_changed'],
  });
  const path = `/webhook-endpoints/${created.webhook_endpoint.id}`;
  await importer.api.post(`${path}/ping`);
  const attempts = async () => {
    const { data } = await importer.api.get<{ data: { attempts: unknown[] }[] }>(`${path}/deliveries`);
    return data[0]!.attempts.length;
  };
  await expect.poll(attempts).toBeGreaterThan(0);
  const page = await people.staff(importer.admin);
  await page.goto('/settings/webhooks');
  await expect(page.getByText('No answer')).toBeVisible();
  await expectAccessible(page, 'webhooks');
  await expectNoSidewaysScroll(page, 'webhooks');
  await page.getByRole('button', { name: 'Add endpoint' }).click();
  await choose(page.getByRole('dialog', { name: 'New webhook endpoint' }), 'Only some events');
  await expectAccessible(page, 'adding an endpoint');
  await page.keyboard.press('Escape');
  await expectAccessible(page, 'closing what is not saved');
  await page.getByRole('button', { name: 'Discard changes' }).click();
  await page.getByRole('link', { name: url }).click();
  await page.locator('summary').click();
  await expect(page.getByText('Message ID')).toBeVisible();
  await expectAccessible(page, 'an endpoint');
  await expectNoSidewaysScroll(page, 'an endpoint');
  for (const [button, title] of [
    ['Edit', 'Edit webhook endpoint'],
    ['Rotate secret', 'Rotate the secret?'],
    ['Delete', 'Delete this endpoint?'],
  ] as const) {
    await page.getByRole('button', { name: button, exact: true }).click();
    const dialog = page.getByRole('dialog', { name: title });
    await expect(dialog).toBeVisible();
    await expectAccessible(page, title);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
  }
});

test('no tracking links yet, and revoking all of them', async ({ importer, people }) => {
  const page = await people.staff(importer.admin);
  await page.goto('/tracking-links');
  await expect(page.getByText('No active tracking links')).toBeVisible();
  await expectAccessible(page, 'no tracking links');
  await importer.link(await importer.vehicle());
  await page.reload();
  await page.getByText('More', { exact: true }).click();
  await expectAccessible(page, 'the menu of the links');
  await page.getByRole('button', { name: 'Revoke all…' }).click();
  await expect(page.getByRole('dialog', { name: 'Revoke your only tracking link?' })).toBeVisible();
  await expectAccessible(page, 'revoking all');
});

test('invitation', async ({ importer, people }) => {
  const invitation = await importer.invite(person('Kim Larsen'), 'editor');
  const page = await people.stranger();
  await page.goto(invitation);
  await expect(page.getByRole('button', { name: 'Join' })).toBeVisible();
  await expectAccessible(page, 'invitation');
  await expectNoSidewaysScroll(page, 'invitation');
  await page.goto('/sign-in');
  await page.goto('/invite');
  await expect(page.getByText('This invitation link is incomplete.')).toBeVisible();
  await expectAccessible(page, 'invitation without its token');
});

test('logo, and the question before it goes', async ({ importer, people }) => {
  const page = await people.staff(importer.admin);
  await importer.api.upload('PUT', '/organization/logo', await picture(page, 'HARBOUR.png', { width: 600, height: 200 }));
  await page.goto('/settings/organization');
  await expect(page.getByRole('img', { name: 'The logo on a dark background' })).toBeVisible();
  await expectAccessible(page, 'settings with a logo');
  await expectNoSidewaysScroll(page, 'settings with a logo');
  await page.getByRole('button', { name: 'Remove logo' }).click();
  await expect(page.getByRole('dialog', { name: 'Remove the logo?' })).toBeVisible();
  await expectAccessible(page, 'removing the logo');
});
