// The journey of a vehicle: its ETA changed in place, a move that is undone, a vehicle that starts on its way, another customer.

import { choose } from '../support/choose.ts';
import { expect, test } from '../support/fixtures.ts';
import { countPresses } from '../support/presses.ts';

test('moving an ETA and saying why takes three presses', async ({ importer, people, server }) => {
  const vehicle = await importer.vehicle({ eta: '2030-05-06' });
  const slug = (await importer.link(vehicle)).split('/').pop();
  const office = await people.staff(importer.admin);
  await office.goto(`/vehicles/${vehicle.id}`);
  const eta = office.getByRole('button', { name: 'change the ETA' });
  await expect(eta).toContainText('6 May 2030');
  const presses = await countPresses(office);

  await eta.click();
  const dialog = office.getByRole('dialog', { name: 'Change the ETA' });
  const date = dialog.getByLabel(/^ETA/);
  await expect(date).toBeFocused();
  await expect(dialog.getByText('The ETA has not been moved yet.')).toBeVisible();
  await date.fill('2030-05-14');
  await choose(dialog, 'Vessel delayed');
  const preview = dialog.getByRole('region', { name: 'The customer will read' });
  await expect(preview).toContainText('14 May 2030');
  await expect(preview).toContainText('Was 6 May 2030: Vessel delayed');
  await dialog.getByRole('button', { name: 'Save ETA' }).click();
  await expect(office.getByText('The ETA was changed.')).toBeVisible();
  expect(await presses()).toBe(3);

  await expect(eta).toContainText('14 May 2030');
  await expect(eta).toBeFocused();
  const customer = await people.stranger();
  const page = await customer.request.get(`${server.url}/api/v1/public/tracking/${slug}`);
  expect(await page.json()).toMatchObject({ eta: { date: '2030-05-14', changes: [{ reason: 'vessel_delayed' }] } });

  await eta.press('Enter');
  const first = dialog.getByRole('region', { name: 'History' }).getByRole('listitem').first();
  await expect(first).toContainText('14 May 2030, was 6 May 2030');
  await expect(first).toContainText('Vessel delayed. Alex Weber');
});

test('a move says what the customer sees, and can be undone', async ({ importer, people }) => {
  const vehicle = await importer.vehicle({ eta: '2030-05-06' });
  await importer.move(vehicle, ['arrived', 'preparation', 'sale_ready']);
  await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  await office.goto(`/vehicles/${vehicle.id}`);
  const move = office.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Move stage' });
  await move.click();
  const dialog = office.getByRole('dialog', { name: 'Move stage' });
  const impossible = dialog.getByRole('radio', { name: 'In transit' });
  await expect(impossible).toBeDisabled();
  await expect(impossible).toHaveAccessibleDescription('Possible only from Purchased.');
  await choose(dialog, 'Preparation');
  await expect(dialog.getByText('The customer sees “Preparation” on the tracking page at once.')).toBeVisible();
  await choose(dialog, 'Sold / Delivered');
  await expect(dialog.getByText('Sold / Delivered is the last stage.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(office.getByText('Moved to Sold / Delivered.')).toBeVisible();
  await expect(move).toBeDisabled();
  await office.getByRole('button', { name: 'Undo' }).click();
  await expect(office.getByText('The vehicle is in Sale ready again.')).toBeVisible();
  await expect(move).toBeEnabled();
  expect(await importer.api.get(`/vehicles/${vehicle.id}`)).toMatchObject({ stage: 'sale_ready' });
});

test('a new vehicle starts in any stage', async ({ importer, people }) => {
  const office = await people.staff(importer.admin);
  await office.goto('/vehicles');
  await office.getByRole('button', { name: 'New vehicle' }).click();
  const form = office.getByRole('dialog', { name: 'New vehicle' });
  await form.getByLabel('Year').fill('2019');
  await form.getByLabel('Make').fill('Lexus');
  await form.getByLabel('Model').fill('LC 500');
  await expect(form.getByLabel('Arrived on')).toHaveCount(0);
  await form.getByLabel('Stage').selectOption('Arrived at destination');
  await form.getByLabel('Arrived on').fill('2030-05-02');
  await form.getByLabel('Customs status').selectOption('Customs');
  await form.getByRole('button', { name: 'Create vehicle' }).click();
  await expect(office).toHaveURL(/\/vehicles\/veh_/);
  await expect(office.getByText('Arrived at destination· Customs')).toBeVisible();
  await expect(office.getByText('2 May 2030')).toBeVisible();
});

test('another customer is a question until somebody decides', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  const another = async (name: string) => {
    await office.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Edit' }).click();
    const form = office.getByRole('dialog', { name: 'Edit vehicle' });
    await form.getByLabel('Customer name').fill(name);
    await form.getByLabel('Customer email').fill(`${name.toLowerCase()}@customer.example`);
    await form.getByRole('button', { name: 'Save changes' }).click();
  };
  const question = office.getByRole('dialog', { name: 'Who may open the URL?' });
  const pill = office.getByRole('button', { name: 'Customer changed' });
  await office.goto(`/vehicles/${vehicle.id}`);
  await another('Kim');
  await question.getByRole('button', { name: 'Decide later' }).click();
  await expect(pill).toBeVisible();
  await office.getByRole('link', { name: 'Vehicles', exact: true }).first().click();
  await expect(office.getByRole('row').filter({ hasText: 'Kim' })).toContainText('Customer changed');
  await office.goBack();

  await pill.click();
  await question.getByRole('button', { name: 'Keep' }).click();
  await expect(office.getByText('The URL stays as it is.')).toBeVisible();
  await expect(pill).toHaveCount(0);
  expect(await importer.api.get(`/vehicles/${vehicle.id}/tracking-link`)).toMatchObject({ url, customer_changed: false });

  await another('Robin');
  await question.getByRole('button', { name: 'Regenerate' }).click();
  const sheet = office.getByRole('dialog', { name: 'Tracking link', exact: true });
  await expect(sheet.getByLabel('Tracking URL')).toBeVisible();
  await expect(sheet.getByLabel('Tracking URL')).not.toHaveValue(url);
  await expect(pill).toHaveCount(0);
});
