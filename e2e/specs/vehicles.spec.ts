// The daily work with vehicles: find, create, move, write notes.

import type { Locator } from '@playwright/test';

import { choose } from '../support/choose.ts';
import { expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { Sheet } from '../support/sheet.ts';

test('search and filters narrow the list and live in the address', async ({ importer, people }) => {
  const cruiser = await importer.vehicle();
  await importer.link(cruiser);
  const defender = await importer.vehicle({
    make: 'Land Rover',
    model: 'Defender',
    vin: 'SALEA7BW5L2000001',
    stock_number: 'HI-7',
  });
  await importer.move(defender, ['in_transit']);
  const office = await people.staff(importer.admin);
  await office.goto('/vehicles');
  const rows = office.getByRole('table', { name: 'Vehicles' }).getByRole('link');
  await expect(rows).toHaveText(['2021 Land Rover Defender', '2021 Toyota Land Cruiser']);

  const search = office.getByLabel('Search vehicles');
  for (const words of ['cruiser', 'HI-0042', 'JTMHX01']) {
    await search.fill(words);
    await expect(rows).toHaveText(['2021 Toyota Land Cruiser']);
  }
  await expect(office).toHaveURL(/\?q=JTMHX01/);
  await search.fill('100%');
  await expect(office.getByText('No vehicle matches')).toBeVisible();
  await office.getByRole('link', { name: 'Clear filters' }).click();
  await expect(rows).toHaveCount(2);
  await expect(search).toHaveValue('');

  await office.getByLabel('Stage').selectOption('In transit');
  await expect(rows).toHaveText(['2021 Land Rover Defender']);
  await office.reload();
  await expect(rows).toHaveText(['2021 Land Rover Defender']);
  await office.getByLabel('Stage').selectOption('All stages');
  await office.getByLabel('Tracking link').selectOption('Active link');
  await expect(rows).toHaveText(['2021 Toyota Land Cruiser']);
});

test('create a vehicle, with what is wrong said beside the field', async ({ importer, people, watch }) => {
  watch.expect(409, /\/vehicles$/);
  await importer.vehicle();
  const office = await people.staff(importer.admin);
  await office.goto('/vehicles');
  await office.getByRole('button', { name: 'New vehicle' }).click();
  const form = office.getByRole('dialog', { name: 'New vehicle' });
  await form.getByRole('button', { name: 'Create vehicle' }).click();
  await expect(form.getByLabel('Make')).toHaveAttribute('aria-invalid', 'true');

  await form.getByLabel('Year').fill('2019');
  await form.getByLabel('Make').fill('Porsche');
  await form.getByLabel('Model').fill('911 Carrera');
  await form.getByLabel('Stock number').fill('HI-0042');
  await form.getByLabel('Customer name').fill('Ada Novak');
  await form.getByLabel('Agreed sale price').fill('98500');
  await form.getByRole('button', { name: 'Create vehicle' }).click();
  await expectTaken(form);
  // What was said goes with what it was said of, and is true again when that is back.
  await form.getByLabel('Stock number').fill('HI-0043');
  await expect(form.getByText('Another vehicle has this stock number.')).toHaveCount(0);
  await expect(form.getByRole('alert')).toHaveCount(0);
  await form.getByLabel('Stock number').fill('HI-0042');
  await expectTaken(form);
  await form.getByLabel('Stock number').fill('HI-0043');
  await form.getByRole('button', { name: 'Create vehicle' }).click();

  await expect(office.getByRole('heading', { level: 1, name: '2019 Porsche 911 Carrera' })).toBeVisible();
  await expect(office.getByText('Ada Novak')).toBeVisible();
  await expect(office.getByText(/98[.,]500/)).toBeVisible();
  await expect(office.getByText('Purchased', { exact: true })).toBeVisible();
});

test('what was typed stays when the session is renewed and the settings are others by now', async ({
  importer,
  people,
  watch,
}) => {
  watch.expect(401, /\/vehicles$/);
  watch.expect(409, /\/vehicles$/);
  await importer.vehicle();
  const office = await people.staff(importer.admin);
  await office.goto('/vehicles');
  await office.getByRole('button', { name: 'New vehicle' }).click();
  const form = office.getByRole('dialog', { name: 'New vehicle' });
  await form.getByLabel('Year').fill('2019');
  await form.getByLabel('Make').fill('Porsche');
  await form.getByLabel('Model').fill('911 Carrera');
  await form.getByLabel('Stock number').fill('HI-0042');
  await importer.api.patch('/organization', { currency: 'NOK' });
  let refused = 0;
  await office.route('**/api/v1/vehicles', (route) => {
    if (route.request().method() !== 'POST' || refused++ > 0) {
      return route.continue();
    }
    return route.continue({ headers: { ...route.request().headers(), authorization: 'Bearer of-yesterday' } });
  });
  await form.getByRole('button', { name: 'Create vehicle' }).click();
  await expectTaken(form);
  await expect(form.getByLabel('Make')).toHaveValue('Porsche');
  await expect(form.getByLabel('Stock number')).toHaveValue('HI-0042');
  expect(refused).toBe(2);
});

test('move a vehicle through its stages, and the customer follows', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  await office.goto(`/vehicles/${vehicle.id}`);
  const move = office.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Move stage' });
  const dialog = office.getByRole('dialog', { name: 'Move stage' });
  await move.click();
  await expect(dialog.getByRole('radio')).toHaveCount(6);
  await expect(dialog.getByRole('radio', { disabled: false })).toHaveCount(2);
  await choose(dialog, 'In transit');
  await dialog.getByLabel('Vessel').fill('Morning Lucy');
  await dialog.getByLabel('ETD').fill('2030-04-02');
  await dialog.getByLabel('ETA').fill('2030-05-14');
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(office.getByText('Moved to In transit.')).toBeVisible();
  await expect(office.getByText('Morning Lucy')).toBeVisible();

  const customer = await people.stranger();
  await expectLive(customer, url);
  await expect(customer.getByRole('listitem').filter({ hasText: 'In transit' })).toHaveAttribute('aria-current', 'step');
  await expect(customer.getByText('14 May 2030')).toBeVisible();
  await expect(customer.getByText('Morning Lucy')).toHaveCount(0);

  await move.click();
  await dialog.getByLabel('Arrived on').fill('2030-05-13');
  await dialog.getByLabel('Customs status').selectOption('Customs');
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(office.getByText('Moved to Arrived at destination.')).toBeVisible();
  await customer.reload();
  const step = customer.getByRole('listitem').filter({ hasText: 'Arrived at destination' });
  await expect(step).toHaveAttribute('aria-current', 'step');
  await expect(step.getByText('Customs')).toBeVisible();
  await expect(customer.getByText('13 May 2030')).toBeVisible();
});

test('notes say who reads them, and only the customer note reaches the page', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  await office.goto(`/vehicles/${vehicle.id}`);
  const form = office.getByRole('form', { name: 'Add a note' });
  await form.getByLabel('New note').fill('The margin is thin.');
  await form.getByRole('button', { name: 'Add note' }).click();
  await expect(form.getByText('Choose who can read it.')).toBeVisible();
  await choose(form, 'Internal');
  await form.getByRole('button', { name: 'Add note' }).click();
  await expect(office.getByText('The margin is thin.')).toBeVisible();

  await form.getByLabel('New note').fill('Your car is on the ship.\nMore next week.');
  await choose(form, 'Customer');
  await form.getByRole('button', { name: 'Add note' }).click();
  await expect(office.getByRole('listitem').filter({ hasText: 'Your car is on the ship.' })).toContainText('Alex Weber');

  const customer = await people.stranger();
  await expectLive(customer, url);
  await expect(customer.getByText('Your car is on the ship.')).toBeVisible();
  for (const secret of ['The margin is thin.', 'Alex Weber', 'HI-0042', 'JTMHX01J8L4198295', 'Sam Fischer']) {
    expect(await customer.content()).not.toContain(secret);
  }

  const note = office.getByRole('listitem').filter({ hasText: 'Your car is on the ship.' });
  await note.getByRole('button', { name: 'Make internal' }).click();
  await expect(office.getByText('Only your organisation can read the note now.')).toBeVisible();
  await customer.reload();
  await expect(customer.getByText('No news yet.')).toBeVisible();
  expect(await customer.content()).not.toContain('Your car is on the ship.');
});

test('the sheet shows the page that the customer would get, with options that are not saved', async ({
  importer,
  people,
}, info) => {
  const vehicle = await importer.vehicle();
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  const office = await people.staff(importer.admin);
  const sheet = await Sheet.open(office, vehicle);
  const disclosure = sheet.dialog.getByText('Preview', { exact: true });
  if (info.project.name.endsWith('phone')) {
    await disclosure.click();
  }
  await expect(sheet.dialog.getByText('Loaded in Yokohama.')).toBeVisible();
  await sheet.option('Show customer notes on tracking page').uncheck();
  await expect(sheet.dialog.getByText('Loaded in Yokohama.')).toHaveCount(0);
});

/** The form says that another vehicle has the stock number. */
async function expectTaken(form: Locator): Promise<void> {
  const sentence = form.getByText(/stock number/i).filter({ hasText: /has|taken/i });
  await expect(sentence.first()).toBeVisible();
}
