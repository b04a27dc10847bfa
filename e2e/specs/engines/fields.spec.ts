// What engines make of fields: what is half typed is never stored, and a list shows what the app says.

import { expect, test } from '../../support/engines/fixtures.ts';
import type { Person } from '../../support/engines/person.ts';
import type { TrackingLink, Vehicle } from '../../support/wire.ts';

const WHOLE = /^Enter the full date/m;

/** Puts the cursor into the first part of a date, and takes that part out. WebKitGTK has a field for text instead. */
async function spoil(person: Person, label: string): Promise<void> {
  await person.focus(label);
  await person.keys('Backspace');
}

/** Whether this field has the focus. */
function isFocused(person: Person, label: string): Promise<boolean> {
  return person.tab.run((label) => {
    const focused = document.activeElement as HTMLInputElement | null;
    return [...(focused?.labels ?? [])].some((text) => text.textContent?.trim().startsWith(label));
  }, label);
}

test('an expiry that is half typed is not saved, and says so', async ({ importer, somebody }) => {
  const vehicle = await importer.vehicle();
  const expiresAt = `${importer.day(30)}T12:00:00Z`;
  await importer.link(vehicle, {}, expiresAt);
  const staff = await somebody();
  await staff.signIn(importer.admin);
  await staff.visit(`/vehicles/${vehicle.id}?sheet=tracking-link`);
  await staff.reads(/Active until/);
  await spoil(staff, 'Expires at');
  await staff.press('Save options');
  await staff.reads(WHOLE);
  expect(await isFocused(staff, 'Expires at')).toBe(true);
  const link = () => importer.api.get<TrackingLink>(`/vehicles/${vehicle.id}/tracking-link`);
  expect(Date.parse((await link()).expires_at ?? '')).toBe(Date.parse(expiresAt));

  // Whole again, it is saved; and so is an empty one, which somebody meant.
  await staff.set('Expires at', `${importer.day(40)}T12:00`);
  await staff.readsNoMore(WHOLE);
  await staff.press('Save options');
  await staff.reads('Options saved.');
  expect((await link()).expires_at?.slice(0, 10)).toBe(importer.day(40));
  await staff.press('Clear expiry');
  await staff.press('Save options');
  await staff.reads('never expires');
  expect((await link()).expires_at).toBeNull();
});

test('no date of a vehicle is cleared by one key', async ({ importer, somebody }) => {
  const vehicle = await importer.vehicle({ eta: '2030-05-14', etd: '2030-04-02' });
  const staff = await somebody();
  await staff.signIn(importer.admin);
  await staff.visit(`/vehicles/${vehicle.id}`);
  for (const label of ['ETA', 'ETD']) {
    await staff.press('Edit');
    await spoil(staff, `${label} (optional)`);
    await staff.press('Save changes');
    await staff.reads(WHOLE);
    expect(await isFocused(staff, label)).toBe(true);
    await staff.press('Cancel');
  }
  await staff.press('Move stage');
  await staff.press('In transit');
  await spoil(staff, 'ETA (optional)');
  await staff.press('Move');
  await staff.reads(WHOLE);
  // The Enter key sends the form without any button.
  await staff.focus('Vessel (optional)');
  await staff.keys('Enter');
  expect(await isFocused(staff, 'ETA')).toBe(true);
  const now = await importer.api.get<Vehicle & { eta: string; etd: string }>(`/vehicles/${vehicle.id}`);
  expect([now.eta, now.etd, now.stage]).toEqual(['2030-05-14', '2030-04-02', 'purchased']);
});

test('the last day of a key has to be whole', async ({ importer, somebody }) => {
  const staff = await somebody();
  await staff.signIn(importer.admin);
  await staff.visit('/settings/api-keys');
  await staff.press('Create API key');
  await staff.set('Name', 'CRM');
  await staff.press('On another day');
  await staff.set('Last day', importer.day(20));
  await spoil(staff, 'Last day');
  await staff.press('Create key');
  await staff.reads(WHOLE);
  expect(await importer.api.get<{ data: unknown[] }>('/api-keys')).toMatchObject({ data: [] });
});

test('money has the digits of ISO 4217, shown and entered', async ({ importer, somebody }) => {
  // Engines that go by what is usual have no fillér.
  const vehicle = await importer.vehicle({ agreed_sale_price: { amount_minor: 4_250_050, currency: 'HUF' } });
  const staff = await somebody();
  await staff.signIn(importer.admin);
  await staff.visit(`/vehicles/${vehicle.id}`);
  await staff.reads(/42,500\.50/);
  await staff.press('Edit');
  expect(await staff.value('Agreed sale price (optional)')).toBe('42500.50');
  await staff.set('Agreed sale price (optional)', '1.000,25');
  await staff.press('Save changes');
  await staff.reads(/1,000\.25/);
  const { agreed_sale_price } = await importer.api.get<Vehicle & { agreed_sale_price: unknown }>(`/vehicles/${vehicle.id}`);
  expect(agreed_sale_price).toEqual({ amount_minor: 100_025, currency: 'HUF' });
});

test('a list shows what the app says, also after a person has chosen', async ({ importer, somebody }) => {
  await importer.vehicle();
  const staff = await somebody();
  await staff.signIn(importer.admin);
  await staff.visit('/vehicles');
  await staff.set('Stage', 'sale_ready');
  await staff.reads('No vehicle matches');
  await staff.press('Clear filters');
  await staff.reads('2021 Toyota Land Cruiser');
  expect(await staff.value('Stage')).toBe('');
  await staff.set('Stage', 'purchased');
  await staff.reads('2021 Toyota Land Cruiser');
  await staff.visit('/vehicles?stage=sale_ready');
  await staff.reads('No vehicle matches');
  expect(await staff.value('Stage')).toBe('sale_ready');
});
