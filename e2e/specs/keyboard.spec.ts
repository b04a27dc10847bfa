// The staff app by keys alone: the command palette, the shortcuts, and saving.

import { expectAccessible } from '../support/accessible.ts';
import { expect, test } from '../support/fixtures.ts';

test.skip(({ isMobile }) => isMobile, 'a phone has no keyboard');

test('the palette finds vehicles, pages and actions', async ({ importer, people }) => {
  await importer.vehicle();
  await importer.vehicle({ make: 'Porsche', model: '911', vin: 'WP0ZZZ99ZTS392124', stock_number: 'HI-9' });
  const office = await people.staff(importer.admin);
  await office.goto('/vehicles');
  await expect(office.getByRole('link', { name: '2021 Porsche 911' })).toBeVisible();
  const palette = office.getByRole('dialog', { name: 'Find a vehicle, page or action' });
  const field = palette.getByRole('combobox');
  // Whoever types on while it is being loaded has typed into it.
  await office.keyboard.press('Control+k');
  await office.keyboard.type('wp0zzz99');
  await expect(field).toHaveValue('wp0zzz99');
  await expect(palette.getByRole('option')).toHaveText([/2021 Porsche 911/]);
  await expectAccessible(office, 'palette');
  await office.keyboard.press('Enter');
  await expect(office.getByRole('heading', { level: 1, name: '2021 Porsche 911' })).toBeFocused();

  await office.keyboard.press('Control+k');
  await expect(palette.getByRole('option', { selected: true })).toHaveText(/New vehicle/);
  await office.keyboard.press('ArrowUp');
  await expect(palette.getByRole('option', { selected: true })).toHaveText('Sign out');
  await office.keyboard.press('ArrowDown');
  await office.keyboard.press('ArrowDown');
  await expect(palette.getByRole('option', { selected: true })).toHaveText('Vehicles');
  await field.fill('nothing of this name');
  await expect(palette.getByText('Nothing matches.')).toBeVisible();
  await office.keyboard.press('Escape');
  await expect(palette).toBeHidden();

  // As soon as something is found, the key that was pressed before counts.
  await office.keyboard.press('Control+k');
  await field.fill('cruiser');
  await office.keyboard.press('Enter');
  await expect(office.getByRole('heading', { level: 1, name: '2021 Toyota Land Cruiser' })).toBeFocused();
  await office.getByRole('button', { name: /^Find anything/ }).click();
  await palette.getByRole('option', { name: /^Members/ }).click();
  await expect(office.getByRole('heading', { level: 1, name: 'Members' })).toBeFocused();
  await office.keyboard.press('Control+k');
  await field.fill('log out');
  await office.keyboard.press('Enter');
  await expect(office.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('single keys are shortcuts where nobody types, and can be turned off', async ({ importer, people }) => {
  await importer.vehicle();
  const office = await people.staff(importer.admin);
  await office.goto('/vehicles');
  const search = office.getByLabel('Search vehicles');
  await expect(office.getByRole('link', { name: '2021 Toyota Land Cruiser' })).toBeVisible();
  await office.keyboard.press('/');
  await expect(search).toBeFocused();
  await office.keyboard.type('n?/');
  await expect(search).toHaveValue('n?/');
  await expect(office.locator('dialog[open]')).toHaveCount(0);

  await office.goto('/tracking-links');
  await expect(office.getByRole('heading', { level: 1 })).toBeFocused();
  await office.keyboard.press('n');
  const form = office.getByRole('dialog', { name: 'New vehicle' });
  await form.getByLabel('Year').fill('2019');
  await form.getByLabel('Make').fill('Porsche');
  await form.getByLabel('Model').fill('911 Carrera');
  await office.keyboard.press('Control+Enter');
  await expect(office.getByRole('heading', { level: 1, name: '2019 Porsche 911 Carrera' })).toBeFocused();

  const help = office.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await office.keyboard.press('?');
  await expect(help).toContainText('New vehicle');
  await expectAccessible(office, 'shortcuts');
  await help.getByRole('link', { name: 'Your account' }).click();
  await expect(office.getByRole('heading', { level: 1, name: 'Your account' })).toBeFocused();
  await office.getByLabel('Single-key shortcuts').setChecked(false);
  await office.reload();
  await expect(office.getByLabel('Single-key shortcuts')).not.toBeChecked();
  await expect(office.getByRole('heading', { level: 1, name: 'Your account' })).toBeFocused();
  for (const key of ['n', '?', '/']) {
    await office.keyboard.press(key);
  }
  await office.keyboard.press('Control+k');
  await expect(office.getByRole('dialog')).toHaveCount(1);
  await expect(office.getByRole('dialog', { name: 'Find a vehicle, page or action' }).getByRole('combobox')).toHaveValue('');
});

test('numbers and ids are copied with one press', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  await office.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await office.goto(`/vehicles/${vehicle.id}`);
  const copied = () => office.evaluate(() => navigator.clipboard.readText());
  for (const [what, text] of [
    ['VIN', 'JTMHX01J8L4198295'],
    ['stock number', 'HI-0042'],
    ['vehicle ID', vehicle.id],
  ] as const) {
    await office.getByRole('button', { name: `Copy ${what}` }).click();
    await expect.poll(copied).toBe(text);
  }
});
