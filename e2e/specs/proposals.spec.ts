// Proposals: what a program suggests, seen with the customer's page before and after, and decided by a person.

import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts';
import { request } from '../support/api.ts';
import { expect, test } from '../support/fixtures.ts';
import type { Importer } from '../support/importer.ts';
import type { Server } from '../support/server.ts';
import type { Vehicle } from '../support/wire.ts';

interface Assistant {
  propose(vehicle: Vehicle, change: object, reason?: string): Promise<string>;
}

/** A program with a key that may only propose. */
async function assistant(importer: Importer, server: Server): Promise<Assistant> {
  const { secret } = await importer.api.post<{ secret: string }>('/api-keys', {
    name: 'Assistant',
    scopes: ['proposals.write'],
    expires_at: `${importer.day(30)}T12:00:00Z`,
  });
  return {
    async propose(vehicle, change, reason = 'The shipping line moved the arrival.') {
      const body = { vehicle_id: vehicle.id, change, reason };
      const answer = await request<{ id: string }>(server, 'POST', '/proposals', body, { authorization: `Bearer ${secret}` });
      expect(answer.status).toBe(201);
      return answer.body.id;
    },
  };
}

test('a proposal is seen beside the page as it is, confirmed, and then shown to the customer', async ({
  importer,
  people,
  server,
}) => {
  const vehicle = await importer.vehicle({ eta: '2030-05-14' });
  const url = await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  await office.goto('/proposals');
  await expect(office.getByText('No proposals yet')).toBeVisible();
  const main = office.getByRole('navigation', { name: 'Main' });
  await expect(main.getByRole('link', { name: 'Proposals', exact: true })).toBeVisible();
  await expectAccessible(office, 'no proposals');

  const program = await assistant(importer, server);
  await program.propose(vehicle, { create_note: { scope: 'customer', body: 'Loaded in Yokohama.' } });
  await office.reload();
  await expect(main.getByRole('link', { name: /^Proposals\s*1 waiting$/ })).toBeVisible();
  const row = office.getByRole('list', { name: 'Proposals' }).getByRole('listitem');
  await expect(row).toContainText('Waiting');
  await expect(row).toContainText('by Assistant (API key of Alex Weber)');
  await expectAccessible(office, 'a proposal in the list');
  await expectNoSidewaysScroll(office, 'proposals');

  await row.getByRole('link', { name: 'Write a note: 2021 Toyota Land Cruiser' }).click();
  await expect(office.getByRole('heading', { level: 1, name: 'Proposal' })).toBeVisible();
  const before = office.getByRole('region', { name: 'Customer’s page now', exact: true }).locator('.tracking');
  const after = office.getByRole('region', { name: 'Customer’s page afterwards', exact: true }).locator('.tracking');
  await expect(after).toContainText('Loaded in Yokohama.');
  await expect(before).toContainText('2021 Toyota Land Cruiser');
  await expect(before).not.toContainText('Loaded in Yokohama.');
  await expect(office.getByRole('table', { name: 'What changes' })).toContainText('Loaded in Yokohama.');
  await expectAccessible(office, 'a proposal that waits');
  await expectNoSidewaysScroll(office, 'a proposal');

  const customer = await people.stranger();
  await customer.goto(url);
  await expect(customer.getByText('Loaded in Yokohama.')).toHaveCount(0);
  const confirm = office.getByRole('button', { name: 'Confirm and change' });
  await office.bringToFront();
  await confirm.focus();
  await office.keyboard.press('Enter');
  await expect(office.getByText('Confirmed. The change is made.')).toBeVisible();
  await expect(confirm).toHaveCount(0);
  await expect(office.getByText(/by Alex Weber$/)).toBeVisible();
  await expect(main.getByRole('link', { name: 'Proposals', exact: true })).toBeVisible();
  await expectAccessible(office, 'a confirmed proposal');
  await customer.reload();
  await expect(customer.getByText('Loaded in Yokohama.')).toBeVisible();
});

test('a declined proposal changes nothing, and the list can be narrowed', async ({ importer, people, server }) => {
  const vehicle = await importer.vehicle();
  const program = await assistant(importer, server);
  const declined = await program.propose(vehicle, { update_vehicle: { make: 'Tata' } });
  await program.propose(vehicle, { move_vehicle_stage: { stage: 'in_transit' } });
  const office = await people.staff(importer.admin);
  await office.goto(`/proposals/${declined}`);
  const values = office.getByRole('table', { name: 'What changes' });
  await expect(values.getByRole('row').filter({ hasText: 'Make' })).toContainText('Toyota');
  await expect(values.getByRole('row').filter({ hasText: 'Make' })).toContainText('Tata');
  await expect(office.getByText(/The vehicle has no working tracking link/)).toBeVisible();
  await office.getByRole('button', { name: 'Decline' }).click();
  await expect(office.getByText('Declined. Nothing was changed.')).toBeVisible();
  expect((await importer.api.get<{ make: string }>(`/vehicles/${vehicle.id}`)).make).toBe('Toyota');

  await office.goto('/proposals');
  const rows = office.getByRole('list', { name: 'Proposals' }).getByRole('listitem');
  await expect(rows).toHaveCount(2);
  await office.getByLabel('State').selectOption('Declined');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('Change the vehicle');
  await expect(office).toHaveURL(/\?state=declined$/);
  await office.getByLabel('State').selectOption('Expired');
  await expect(office.getByText('No proposals in this state')).toBeVisible();
  await office.getByRole('link', { name: 'Show all' }).click();
  await expect(rows).toHaveCount(2);
});

test('what somebody changed meanwhile is not overwritten', async ({ importer, people, server, watch }) => {
  watch.expect(409, /\/api\/v1\/proposals\/[^/]+\/confirmation$/);
  const vehicle = await importer.vehicle();
  const program = await assistant(importer, server);
  const proposal = await program.propose(vehicle, { update_vehicle: { colour: 'Red' } });
  const office = await people.staff(importer.admin);
  await office.goto(`/proposals/${proposal}`);
  await expect(office.getByRole('table', { name: 'What changes' })).toContainText('Red');
  await importer.api.patch(`/vehicles/${vehicle.id}`, { colour: 'Black' });
  await office.getByRole('button', { name: 'Confirm and change' }).click();
  await expect(office.getByText('Nothing was changed.', { exact: true })).toBeVisible();
  await expect(office.getByText(/has changed since this was proposed/)).toBeVisible();
  await expect(office.getByRole('button', { name: 'Confirm and change' })).toHaveCount(0);
  await expectAccessible(office, 'a proposal that is out of date');
  expect((await importer.api.get<{ colour: string }>(`/vehicles/${vehicle.id}`)).colour).toBe('Black');
  await office.getByRole('button', { name: 'Decline' }).click();
  await expect(office.getByText('Declined. Nothing was changed.')).toBeVisible();
});

test('a viewer sees proposals and decides nothing', async ({ importer, people, server }) => {
  const vehicle = await importer.vehicle();
  const program = await assistant(importer, server);
  const proposal = await program.propose(vehicle, { create_tracking_link: {} });
  const viewer = await people.staff(await importer.member('Robin Diaz', 'viewer'));
  await viewer.goto(`/proposals/${proposal}`);
  await expect(viewer.getByText('There is none: the customer has no link yet.')).toBeVisible();
  await expect(viewer.getByText(/^Editors and admins can decide/)).toBeVisible();
  await expect(viewer.getByRole('button', { name: /Confirm|Decline/ })).toHaveCount(0);
});
