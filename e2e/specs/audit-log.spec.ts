// Settings → Audit log: who did what, in plain English.

import { request } from '../support/api.ts';
import { expect, test } from '../support/fixtures.ts';

/** How many entries a page of the list has. */
const PAGE = 50;

test('members, programs and the operator are named with what they did', async ({ importer, people, server }) => {
  const vehicle = await importer.vehicle();
  const { secret } = await importer.api.post<{ secret: string }>('/api-keys', {
    name: 'Website',
    scopes: ['vehicles.read', 'vehicles.write'],
    expires_at: `${importer.day(30)}T12:00:00Z`,
  });
  const change = { colour: 'Black' };
  await request(server, 'PATCH', `/vehicles/${vehicle.id}`, change, { authorization: `Bearer ${secret}` });
  await importer.bill('active');
  await importer.bill('canceled');
  await importer.bill('active');

  const office = await people.staff(importer.admin);
  await office.goto('/settings/audit-log');
  const rows = office.getByRole('table', { name: 'Audit log' }).getByRole('row');
  const created = rows.filter({ hasText: 'Created 2021 Toyota Land Cruiser' });
  await expect(created).toContainText('Alex Weber');
  await expect(created).toContainText('Member');
  await expect(created).toContainText('Vehicles');
  await expect(created).toContainText(/CES?T/);
  await expect(rows.filter({ hasText: 'API key' }).filter({ hasText: 'Land Cruiser' })).toContainText('Website');
  await expect(rows.filter({ hasText: 'Subscription' }).first()).toContainText('Operator');
  await created.getByRole('link', { name: 'Open the vehicle' }).click();
  await expect(office.getByRole('heading', { level: 1, name: '2021 Toyota Land Cruiser' })).toBeVisible();
});

test('the log is narrowed to an area, which the address keeps', async ({ importer, people }) => {
  await importer.vehicle();
  const office = await people.staff(importer.admin);
  await office.goto('/settings/audit-log');
  const rows = office.getByRole('table', { name: 'Audit log' }).getByRole('row');
  await office.getByLabel('Area').selectOption('Vehicles');
  await expect(rows).toHaveCount(2);
  await expect(rows.last()).toContainText('Created 2021 Toyota Land Cruiser');
  await expect(office).toHaveURL(/\?category=vehicle$/);
  await office.reload();
  await expect(rows).toHaveCount(2);
  await office.getByLabel('Area').selectOption('Webhooks');
  await expect(office.getByText('Nothing like this happened yet')).toBeVisible();
  await office.getByRole('link', { name: 'Show everything' }).click();
  await expect(rows.filter({ hasText: 'Created 2021 Toyota Land Cruiser' })).toBeVisible();
  await expect(office.getByLabel('Area')).toHaveValue('');
});

test('the area Sign-in says who signed in and how often somebody failed to', async ({ importer, people, server }) => {
  const wrong = { email: importer.admin.email, password: 'not the password' };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    expect((await request(server, 'POST', '/session', wrong)).status).toBe(401);
  }
  const office = await people.staff(importer.admin);
  const sessions = () => importer.api.get<{ data: { action: string }[] }>('/audit-events?category=session');
  const actions = async () => (await sessions()).data.map(({ action }) => action);
  await expect.poll(actions, { timeout: 10_000 }).toContain('session.sign_in_failed');
  await office.goto('/settings/audit-log');
  await office.getByLabel('Area').selectOption('Sign-in');
  const rows = office.getByRole('table', { name: 'Audit log' }).locator('tbody').getByRole('row');
  const failed = rows.filter({ hasText: /Counted [123] failed sign-ins? for Alex Weber/ });
  await expect(failed.first()).toContainText('ImportOps');
  await expect(failed.first()).toContainText('The service itself');
  const signedIn = rows.filter({ hasText: 'Signed in' });
  await expect(signedIn.first()).toContainText('Alex Weber');
  await expect(rows.filter({ hasText: importer.admin.email })).toHaveCount(0);
});

test('a long log is shown fifty at a time', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  for (let number = 0; number <= PAGE; number += 1) {
    await importer.note(vehicle, 'internal', `Note ${number}`);
  }
  const office = await people.staff(importer.admin);
  await office.goto('/settings/audit-log?category=note');
  const cells = office.getByRole('table', { name: 'Audit log' }).locator('tbody').getByRole('row');
  await expect(cells).toHaveCount(PAGE);
  await office.getByRole('button', { name: 'Load more' }).click();
  await expect(cells).toHaveCount(PAGE + 1);
  await expect(office.getByRole('button', { name: 'Load more' })).toHaveCount(0);
});

test('the history of a vehicle is on its page, and leads to its part of the log', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  await importer.vehicle({ make: 'Mazda', model: 'MX-5', stock_number: 'HI-0099' });
  await importer.link(vehicle);
  await importer.api.patch(`/vehicles/${vehicle.id}`, { vessel: 'Morning Star', customer: { phone: '+49 40 1' } });
  const office = await people.staff(importer.admin);
  await office.goto(`/vehicles/${vehicle.id}`);
  await office.getByRole('button', { name: 'Show who did what' }).click();
  const entries = office.getByRole('list', { name: 'History' }).getByRole('listitem');
  await expect(entries.first()).toContainText("Alex Weber changed 2021 Toyota Land Cruiser (customer's phone number, vessel)");
  await expect(entries).toHaveCount(3);
  await office.getByRole('link', { name: 'Open in the audit log' }).click();
  const rows = office.getByRole('table', { name: 'Audit log' }).getByRole('row');
  await expect(rows).toHaveCount(4);
  await office.getByLabel('Person').selectOption('Alex Weber');
  await expect(office).toHaveURL(/actor_id=usr_/);
  await expect(rows).toHaveCount(4);
  await office.getByLabel('To').fill('2020-01-01');
  await expect(office.getByText('Nothing like this happened yet')).toBeVisible();
  await office.getByLabel('To').fill('');
  await office.getByRole('link', { name: 'Show every vehicle' }).click();
  await expect(rows.filter({ hasText: 'Mazda' })).toHaveCount(1);
});
