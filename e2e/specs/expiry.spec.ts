// "Expires at": the URL stops by itself, on the server's clock and in the organisation's time zone.

import { choose } from '../support/choose.ts';
import { expectDead, expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { Sheet } from '../support/sheet.ts';
import { localInput, minutesAfter } from '../support/time.ts';
import type { TrackingLink } from '../support/wire.ts';

const ZONE = 'Europe/Berlin';

test('a link expires with the clock, and a later expiry opens the same URL again', async ({
  importer,
  people,
  server,
  watch,
}) => {
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  let sheet = await Sheet.open(office, vehicle);
  const typed = localInput(minutesAfter(server.now(), 30), ZONE);
  await sheet.expiresAt.fill(typed);
  await expect(sheet.dialog.getByText(`Time zone: ${ZONE}`)).toBeVisible();
  const url = await sheet.create();
  await expect(sheet.dialog.getByText(/^Active until /)).toBeVisible();
  const link = await importer.api.get<TrackingLink>(`/vehicles/${vehicle.id}/tracking-link`);
  expect(localInput(new Date(link.expires_at ?? 0), ZONE)).toBe(typed);

  const customer = await people.stranger();
  await expectLive(customer, url);
  await server.advance(31 * 60);
  await expectDead(customer, url, watch);

  sheet = await Sheet.open(office, vehicle);
  await expect(sheet.dialog.getByText(/^Expired since /)).toBeVisible();
  await expect(sheet.url).toHaveValue(url);
  await sheet.option('Show photo').uncheck();
  await sheet.save();
  await expect(sheet.dialog.getByText(/^Expired since /)).toBeVisible();
  await expectDead(customer, url, watch);

  await sheet.expiresAt.fill(localInput(minutesAfter(server.now(), 90), ZONE));
  await expect(sheet.dialog.getByText('Saving makes this URL work again.')).toBeVisible();
  await sheet.save();
  await expect(sheet.url).toHaveValue(url);
  await expectLive(customer, url);
});

test('an expiry in the past is refused with a sentence, and saving options never moves the expiry', async ({
  importer,
  people,
  server,
  watch,
}) => {
  watch.expect(422, /\/tracking-link$/);
  const vehicle = await importer.vehicle();
  const expiresAt = minutesAfter(server.now(), 45.5).toISOString();
  const url = await importer.link(vehicle, {}, expiresAt);
  const sheet = await Sheet.open(await people.staff(importer.admin), vehicle);
  await sheet.expiresAt.fill(localInput(minutesAfter(server.now(), -60), ZONE));
  await sheet.button('Save options').click();
  await expect(sheet.dialog.getByText(/must be in the future.*revoke/i)).toBeVisible();
  await expect(sheet.expiresAt).toHaveAttribute('aria-invalid', 'true');

  await sheet.expiresAt.fill(localInput(new Date(expiresAt), ZONE));
  await sheet.option('Show photo').uncheck();
  await sheet.save();
  const link = await importer.api.get<TrackingLink>(`/vehicles/${vehicle.id}/tracking-link`);
  expect(Date.parse(link.expires_at ?? '')).toBe(Date.parse(expiresAt));
  expect(link.url).toBe(url);

  await sheet.button('Clear expiry').click();
  await sheet.save();
  await expect(sheet.dialog.getByText('Active, never expires')).toBeVisible();
});

test('regenerating an expired link asks until when the new URL works', async ({ importer, people, server, watch }) => {
  const vehicle = await importer.vehicle();
  const old = await importer.link(vehicle, {}, minutesAfter(server.now(), 5).toISOString());
  await server.advance(6 * 60);
  const office = await people.staff(importer.admin);
  const sheet = await Sheet.open(office, vehicle);
  await sheet.button('Regenerate').click();
  const question = office.getByRole('dialog', { name: 'Regenerate the URL?' });
  await question.getByRole('button', { name: 'Regenerate URL' }).click();
  await expect(question.getByText('Choose when the new URL stops working.')).toBeVisible();
  await choose(question, 'Never');
  await question.getByRole('button', { name: 'Regenerate URL' }).click();
  await expect(question).toBeHidden();
  await expect(sheet.url).not.toHaveValue(old);

  const customer = await people.stranger();
  await expectLive(customer, await sheet.url.inputValue());
  await expectDead(customer, old, watch);
});
