// Settings → Organization: what it says appears on the tracking page.

import { expectLive } from '../support/customer.ts';
import { choose } from '../support/choose.ts';
import { expect, test } from '../support/fixtures.ts';
import { Sheet } from '../support/sheet.ts';

test('the country decides how dates are written on the tracking page', async ({ importer, people }) => {
  const vehicle = await importer.vehicle({ eta: '2030-05-14' });
  const url = await importer.link(vehicle);
  const customer = await people.stranger();
  await expectLive(customer, url);
  await expect(customer.getByText('14 May 2030')).toBeVisible();

  const office = await people.staff(importer.admin);
  await office.goto('/settings/organization');
  await expect(office.getByRole('heading', { level: 1, name: 'Organization' })).toBeVisible();

  const saved = async () => (await importer.api.get<{ country: string }>('/organization')).country;
  const samples = [
    ['US', 'United States', 'May 14, 2030'],
    ['FR', 'France', '14 May 2030'],
    ['TH', 'Thailand', /^(14 May|May 14,) 2030$/],
  ] as const;
  for (const [code, country, date] of samples) {
    await office.getByLabel('Country').selectOption(country);
    const sample = office.getByText('A customer who reads English sees: ');
    await expect(sample).toContainText(code === 'US' ? 'Friday, December 18, 2026' : /Friday,? (18 December|December 18,) 2026/);
    await expect(sample.getByText('vendredi 18 décembre 2026')).toHaveCount(code === 'FR' ? 1 : 0);
    await office.getByRole('button', { name: 'Save settings' }).click();
    await expect.poll(saved).toBe(code);
    await customer.reload();
    await expect(customer.getByText(date)).toBeVisible();
  }
});

test('name and contact appear on the tracking page, defaults on new links', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  await office.goto('/settings/organization');
  await office.getByLabel('Name', { exact: true }).fill('Northern Cars');
  await office.getByLabel('Contact email').fill('hello@northern.example');
  await office.getByLabel('Contact phone').fill('+47 55 01 00');
  await office.getByRole('checkbox', { name: 'Show photo' }).uncheck();
  await office.getByRole('button', { name: 'Save settings' }).click();
  await expect(office.getByText('The settings were saved.')).toBeVisible();

  const customer = await people.stranger();
  await expectLive(customer, url);
  await expect(customer.getByText('Northern Cars').first()).toBeVisible();
  await expect(customer.getByRole('link', { name: 'hello@northern.example' })).toHaveAttribute('href', /^mailto:hello@/);
  await expect(customer.getByRole('link', { name: '+47 55 01 00' })).toHaveAttribute('href', 'tel:+47550100');

  const sheet = await Sheet.open(office, await importer.vehicle({ stock_number: 'HI-0043' }));
  await expect(sheet.option('Show photo')).not.toBeChecked();
  await expect(sheet.option('Show estimated arrival')).toBeChecked();
});

test('two admins at the settings: what both changed is chosen', async ({ importer, people, watch }) => {
  watch.expect(412, /\/organization$/);
  const office = await people.staff(importer.admin);
  await office.goto('/settings/organization');
  await office.getByLabel('Name', { exact: true }).fill('Late Name');
  await importer.api.patch('/organization', { name: 'Early Name' });
  await office.getByRole('button', { name: 'Save settings' }).click();
  const name = office.getByRole('group', { name: 'Name' });
  await expect(name.getByRole('radio', { name: 'Late Name' })).toBeChecked();
  await choose(name, 'Early Name');
  await office.getByRole('button', { name: 'Save settings' }).click();
  await expect(office.getByLabel('Name', { exact: true })).toHaveValue('Early Name');
});

test('who is no admin reads the settings', async ({ importer, people }) => {
  const yard = await people.staff(await importer.member('Kim Larsen', 'editor'));
  await yard.goto('/settings/organization');
  await expect(yard.getByLabel('Name', { exact: true })).toBeDisabled();
  await expect(yard.getByLabel('Country')).toBeDisabled();
  await expect(yard.getByRole('button', { name: 'Save settings' })).toHaveCount(0);
});
