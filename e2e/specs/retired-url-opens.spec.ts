// Opens of old URLs: staff learn that somebody has not got the new one.

import { expectDead, expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { Sheet } from '../support/sheet.ts';

test('the sheet and the list say that the old URL is still opened', async ({ importer, people, watch }) => {
  const vehicle = await importer.vehicle();
  const old = await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  const sheet = await Sheet.open(office, vehicle);
  const fresh = await sheet.regenerate();
  await expect(sheet.dialog.getByText(/The old URL has been opened/)).toHaveCount(0);

  const customer = await people.stranger();
  for (let times = 0; times < 3; times += 1) {
    await expectDead(customer, old, watch);
  }
  await expectLive(customer, fresh);
  // It takes some seconds to be counted, and staff who look do not count.
  await expectDead(office, old, watch);
  await expect(async () => {
    const again = await Sheet.open(office, vehicle);
    await expect(
      again.dialog.getByText(/^The old URL has been opened 3 times since it was replaced, most recently /),
    ).toBeVisible({
      timeout: 2_000,
    });
  }).toPass({ timeout: 30_000 });
  await office.goto('/tracking-links');
  await expect(office.getByRole('row').filter({ hasText: 'Land Cruiser' })).toContainText('Old URL: 3 times');

  const revoked = await Sheet.open(office, vehicle);
  await revoked.revoke();
  await expect(revoked.dialog.getByText(/The old URL has been opened/)).toHaveCount(0);
});
