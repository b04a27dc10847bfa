// Settings → Webhooks: an admin connects another program, sees what reaches it, and puts right what does not.

import type { Page } from '@playwright/test';
import { choose } from '../support/choose.ts';
import { expect, test as base } from '../support/fixtures.ts';
import { isSigned, Receiver } from '../support/receiver.ts';
import { takeSecret } from '../support/secret.ts';

const test = base.extend<{ receiver: Receiver }>({
  receiver: async ({}, use) => {
    const receiver = await Receiver.start();
    await use(receiver);
    await receiver.stop();
  },
});

/** Adds an endpoint for all events; the answer is its secret. */
async function add(office: Page, url: string): Promise<string> {
  await office.goto('/settings/webhooks');
  await office.getByRole('button', { name: 'Add endpoint' }).click();
  const form = office.getByRole('dialog', { name: 'New webhook endpoint' });
  await form.getByLabel('URL', { exact: true }).fill(url);
  await form.getByRole('button', { name: 'Add endpoint' }).click();
  return takeSecret(office, 'Secret of the new endpoint', 'Signing secret');
}

/** Opens the endpoint from the list. */
async function open(office: Page, url: string): Promise<void> {
  await office.getByRole('link', { name: url }).click();
  await expect(office.getByRole('heading', { level: 1, name: 'Webhook endpoint' })).toBeVisible();
}

const deliveries = (office: Page) => office.getByRole('list', { name: 'Deliveries', exact: true }).locator('> li');

test('a new endpoint is tested, and the log says what happened', async ({ importer, people, receiver }) => {
  const office = await people.staff(importer.admin);
  await office.goto('/settings/webhooks');
  await expect(office.getByText('No webhook endpoints yet')).toBeVisible();
  const secret = await add(office, receiver.url);
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  await open(office, receiver.url);
  await expect(office.getByText('Nothing has been sent yet')).toBeVisible();
  await office.getByRole('button', { name: 'Send test event' }).click();
  await expect(office.getByText('The test event arrived.')).toBeVisible();
  await expect(office.getByText(/The receiver answered 204 after/).first()).toBeVisible();
  await expect(deliveries(office)).toHaveCount(1);
  await expect(deliveries(office)).toContainText('ping');
  await expect(deliveries(office)).toContainText('Delivered');
  expect(receiver.received).toHaveLength(1);
  expect(isSigned(receiver.received[0]!, secret)).toBe(true);
  await office.getByText('1 attempt').click();
  await expect(office.getByText(String(receiver.received[0]!.headers['webhook-id']))).toBeVisible();
});

test('what did not arrive is told, and sent again', async ({ importer, people, receiver }) => {
  receiver.status = 500;
  const office = await people.staff(importer.admin);
  await add(office, receiver.url);
  await open(office, receiver.url);
  await office.getByRole('button', { name: 'Send test event' }).click();
  await expect(office.getByText('The test event did not arrive.')).toBeVisible();
  await expect(office.getByText(/The receiver answered 500 after .* The next attempt is on/)).toBeVisible();
  await expect(deliveries(office)).toContainText('Trying again');
  await expect(deliveries(office)).toContainText('Next attempt:');

  receiver.status = 200;
  await office.getByRole('button', { name: 'Send ping again' }).click();
  await expect(deliveries(office)).toContainText('Delivered');
  await office.getByLabel('State').selectOption('Not delivered');
  await expect(office.getByText('No deliveries in this state')).toBeVisible();
  await office.getByLabel('State').selectOption('Delivered');
  await expect(deliveries(office)).toHaveCount(1);
});

test('an endpoint gets only the events that were chosen', async ({ importer, people, receiver }) => {
  const office = await people.staff(importer.admin);
  await office.goto('/settings/webhooks');
  await office.getByRole('button', { name: 'Add endpoint' }).click();
  const form = office.getByRole('dialog', { name: 'New webhook endpoint' });
  await choose(form, 'Only some events');
  await form.getByRole('button', { name: 'Add endpoint' }).click();
  await expect(form.getByText('Enter the URL of the receiver.')).toBeVisible();
  await expect(form.getByText('Tick at least one event.')).toBeVisible();
  await form.getByLabel('URL', { exact: true }).fill(receiver.url);
  await form.getByLabel('Description').fill('Website');
  await form.getByRole('group', { name: 'Notes' }).getByRole('checkbox', { name: 'A note was written' }).check();
  await form.getByRole('button', { name: 'Add endpoint' }).click();
  await takeSecret(office, 'Secret of the new endpoint', 'Signing secret');
  const row = office.getByRole('list', { name: 'Webhook endpoints' }).getByRole('listitem').first();
  await expect(row).toContainText('Website');
  await expect(row.getByRole('list', { name: 'Events' })).toHaveText('note.created');

  const vehicle = await importer.vehicle();
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  await expect.poll(() => receiver.received.length).toBe(1);
  expect(receiver.received[0]!.body).toContain('note.created');
  expect(receiver.received[0]!.body).not.toContain('Yokohama');

  await open(office, receiver.url);
  await office.getByRole('button', { name: 'Edit' }).click();
  const edit = office.getByRole('dialog', { name: 'Edit webhook endpoint' });
  await expect(edit.getByRole('checkbox', { name: 'A note was written' })).toBeChecked();
  await choose(edit, 'All events');
  await edit.getByLabel('Description').fill('');
  await edit.getByRole('button', { name: 'Save changes' }).click();
  await expect(office.getByText('All events')).toBeVisible();
  await office.getByRole('link', { name: 'Open the vehicle' }).click();
  await expect(office.getByRole('heading', { level: 1, name: '2021 Toyota Land Cruiser' })).toBeVisible();
});

test('a rotated secret overlaps with the old one', async ({ importer, people, receiver }) => {
  const office = await people.staff(importer.admin);
  const before = await add(office, receiver.url);
  await open(office, receiver.url);
  await office.getByRole('button', { name: 'Rotate secret' }).click();
  const confirm = office.getByRole('dialog', { name: 'Rotate the secret?' });
  await expect(confirm).toContainText('within 24 hours');
  await confirm.getByRole('button', { name: 'Rotate secret' }).click();
  const after = await takeSecret(office, 'The new secret', 'Signing secret');
  expect(after).not.toBe(before);
  await expect(office.getByText('The previous secret also signs events until')).toBeVisible();
  await office.getByRole('button', { name: 'Send test event' }).click();
  await expect(office.getByText('The test event arrived.')).toBeVisible();
  expect([before, after].map((secret) => isSigned(receiver.received[0]!, secret))).toEqual([true, true]);

  await office.getByRole('button', { name: 'Rotate secret' }).click();
  await confirm.getByRole('button', { name: 'Rotate secret' }).click();
  const last = await takeSecret(office, 'The new secret', 'Signing secret');
  await expect(office.getByText(/The one before also signs until/)).toBeVisible();
  await office.getByRole('button', { name: 'Send test event' }).click();
  await expect.poll(() => receiver.received.length).toBe(2);
  expect([before, after, last].map((secret) => isSigned(receiver.received[1]!, secret))).toEqual([true, true, true]);
});

test('an endpoint is disabled, enabled and deleted', async ({ importer, people, receiver }) => {
  const office = await people.staff(importer.admin);
  await add(office, receiver.url);
  await open(office, receiver.url);
  await office.getByRole('button', { name: 'Disable' }).click();
  await expect(office.getByText(/^Disabled on .* by hand\. Nothing is sent to it\.$/)).toBeVisible();
  await expect(office.getByRole('button', { name: 'Send test event' })).toBeDisabled();
  await importer.vehicle();
  await office.getByRole('button', { name: 'Enable' }).click();
  await expect(office.getByText('Enabled', { exact: true })).toBeVisible();
  await office.getByRole('button', { name: 'Delete' }).click();
  const confirm = office.getByRole('dialog', { name: 'Delete this endpoint?' });
  await expect(confirm).toContainText(receiver.url);
  await confirm.getByRole('button', { name: 'Delete endpoint' }).click();
  await expect(office.getByText('No webhook endpoints yet')).toBeVisible();
  expect(receiver.received).toEqual([]);
});

test('a receiver that does not answer is told with the next attempt', async ({ importer, people, receiver }) => {
  receiver.status = 0;
  const office = await people.staff(importer.admin);
  await add(office, receiver.url);
  await open(office, receiver.url);
  await office.getByRole('button', { name: 'Send test event' }).click();
  await expect(office.getByText('The test event did not arrive.')).toBeVisible();
  const { data } = await importer.api.get<{ data: { id: string }[] }>('/webhook-endpoints');
  // Each attempt that fails makes the pause longer, so that it is still there when the page has been read again.
  for (let attempts = 1; attempts < 3; attempts++) {
    await expect.poll(() => receiver.received.length).toBe(attempts);
    await importer.api.post(`/webhook-endpoints/${data[0]!.id}/ping`, {});
  }
  await expect.poll(() => receiver.received.length).toBe(3);
  await expect(async () => {
    await office.reload();
    await expect(
      office.getByText(/^The receiver does not answer\. The next attempt is on .*; until then, events wait\./),
    ).toBeVisible({
      timeout: 2_000,
    });
  }).toPass();
  await expect(office.getByText('No answer', { exact: true })).toBeVisible();
  await office.goto('/settings/webhooks');
  const row = office.getByRole('list', { name: 'Webhook endpoints' }).getByRole('listitem').first();
  await expect(row).toContainText('The receiver does not answer.');

  // Whoever sends something by hand does not wait for it.
  receiver.status = 204;
  await open(office, receiver.url);
  await office.getByRole('button', { name: 'Send test event' }).click();
  await expect(office.getByText('The test event arrived.')).toBeVisible();
  await expect(office.getByText('Enabled', { exact: true })).toBeVisible();
});

test('a receiver that is gone is told with the reason', async ({ importer, people, receiver }) => {
  receiver.status = 410;
  const office = await people.staff(importer.admin);
  await add(office, receiver.url);
  await open(office, receiver.url);
  await office.getByRole('button', { name: 'Send test event' }).click();
  await expect(office.getByText(/because the receiver answered 410 \(gone\)/)).toBeVisible();
  await office.goto('/settings/webhooks');
  const row = office.getByRole('list', { name: 'Webhook endpoints' }).getByRole('listitem').first();
  await expect(row).toContainText('Disabled');
  await expect(row).toContainText('answered 410 (gone)');
});

test('two admins at an endpoint, and an address that cannot be used', async ({ importer, people, receiver, watch }) => {
  watch.expect(422, /\/webhook-endpoints$/);
  watch.expect(412, /\/webhook-endpoints\//);
  const office = await people.staff(importer.admin);
  await office.goto('/settings/webhooks');
  await office.getByRole('button', { name: 'Add endpoint' }).click();
  const form = office.getByRole('dialog', { name: 'New webhook endpoint' });
  await form.getByLabel('URL', { exact: true }).fill('https://user@crm.example/hook');
  await form.getByRole('button', { name: 'Add endpoint' }).click();
  await expect(form.getByLabel('URL', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  await form.getByLabel('URL', { exact: true }).fill(receiver.url);
  await form.getByRole('button', { name: 'Add endpoint' }).click();
  await takeSecret(office, 'Secret of the new endpoint', 'Signing secret');
  await open(office, receiver.url);
  await office.getByRole('button', { name: 'Edit' }).click();
  const edit = office.getByRole('dialog', { name: 'Edit webhook endpoint' });
  await edit.getByLabel('Description').fill('Late');
  const id = new URL(office.url()).pathname.split('/').at(-1) ?? '';
  const { etag } = await importer.api.call('GET', `/webhook-endpoints/${id}`);
  await importer.api.call('PATCH', `/webhook-endpoints/${id}`, { description: 'Early' }, { 'if-match': etag ?? '' });
  await edit.getByRole('button', { name: 'Save changes' }).click();
  await choose(edit, 'Early');
  await edit.getByRole('button', { name: 'Save changes' }).click();
  await expect(edit).toBeHidden();
  await expect(office.getByText('Early').first()).toBeVisible();
});
