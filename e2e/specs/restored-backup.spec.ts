// A restored backup: no link works until an admin has looked.

import { expectDead, expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { Sheet } from '../support/sheet.ts';

const BANNER = 'A backup was restored, so tracking links are suspended.';

test('after a restore an admin ends what had ended, then lets the rest work', async ({ importer, people, server, watch }) => {
  const [kept, ended] = [await importer.vehicle(), await importer.vehicle({ model: 'Hilux', stock_number: 'HI-2' })];
  const [keptUrl, endedUrl] = [await importer.link(kept), await importer.link(ended)];
  const editor = await importer.member('Kim Larsen', 'editor');
  await server.suspendLinks();
  const customer = await people.stranger();
  await expectDead(customer, keptUrl, watch);

  const desk = await people.staff(editor);
  await desk.goto('/tracking-links');
  await expect(desk.getByText(BANNER)).toBeVisible();
  await expect(desk.getByText('An admin has to check them before they work again.')).toBeVisible();
  await expect(desk.getByRole('button', { name: 'Resume links' })).toHaveCount(0);

  const office = await people.staff(importer.admin);
  const sheet = await Sheet.open(office, ended);
  await expect(sheet.dialog.getByText('Suspended: a backup was restored', { exact: true })).toBeVisible();
  await sheet.revoke();
  await sheet.done();
  await office.getByRole('link', { name: 'resume the links' }).click();
  await office.getByRole('button', { name: 'Resume links' }).click();
  const question = office.getByRole('dialog', { name: 'Resume all tracking links?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expectDead(customer, keptUrl, watch);
  await office.getByRole('button', { name: 'Resume links' }).click();
  await question.getByRole('button', { name: 'Resume links' }).click();
  await expect(office.getByText('The tracking links are working again.')).toBeVisible();
  await expect(office.getByText(BANNER)).toHaveCount(0);
  await expect(office.getByRole('button', { name: 'Resume links' })).toHaveCount(0);
  await expectLive(customer, keptUrl);
  await expectDead(customer, endedUrl, watch);
});
