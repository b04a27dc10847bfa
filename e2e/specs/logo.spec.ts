// The organisation's logo: in the settings, in the app, on the tracking page.

import { expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { allowGone } from '../support/gallery.ts';
import { gif } from '../support/kinds.ts';
import { give, pdf, picture } from '../support/pictures.ts';

test.beforeEach(({ watch }) => allowGone(watch));

test('an admin uploads, replaces and removes the logo', async ({ importer, people, watch }) => {
  watch.expect(415, /\/organization\/logo$/);
  const url = await importer.link(await importer.vehicle());
  const office = await people.staff(importer.admin);
  await office.goto('/settings/organization');
  await expect(office.getByText('No logo yet')).toHaveCount(2);
  const file = office.getByLabel('Logo file');
  await file.setInputFiles(pdf('logo.pdf'));
  await expect(office.getByRole('alert')).toContainText('This is a PDF document.');

  const options = { width: 600, height: 200, type: 'image/png', transparent: true } as const;
  await file.setInputFiles(await picture(office, 'HARBOUR.png', options));
  const logo = office.getByRole('img', { name: 'The logo on a light background' });
  await expect(logo).toBeVisible();
  await expect(office.getByRole('img', { name: 'The logo on a dark background' })).toBeVisible();
  await expect(office.getByRole('alert')).toHaveCount(0);
  const first = await logo.getAttribute('src');
  const inShell = office.locator('header img');
  await expect(inShell).toHaveAttribute('src', first ?? '');
  await expect(inShell).toHaveJSProperty('complete', true);
  await expect(inShell).toHaveJSProperty('naturalWidth', 600);

  const customer = await people.stranger();
  await expectLive(customer, url);
  await expect(customer.locator('main img[src*="/logo"]')).toBeVisible();

  await expect(office.getByRole('button', { name: 'Replace logo' })).toBeVisible();
  await file.setInputFiles(await picture(office, 'IMPORTS.png', { ...options, hue: 20 }));
  await expect(logo).not.toHaveAttribute('src', first ?? '');

  await office.getByRole('button', { name: 'Remove logo' }).click();
  const question = office.getByRole('dialog', { name: 'Remove the logo?' });
  await question.getByRole('button', { name: 'Remove logo' }).click();
  await expect(office.getByText('No logo yet')).toHaveCount(2);
  await expect(inShell).toHaveCount(0);
  await customer.reload();
  await expect(customer.locator('main img[src*="/logo"]')).toHaveCount(0);
});

test('a logo of another kind is dropped on its panel and keeps its transparency', async ({ importer, people }) => {
  const office = await people.staff(importer.admin);
  await office.goto('/settings/organization');
  const panel = office.getByRole('region', { name: 'Logo' });
  await expect(panel.getByText('No logo yet')).toHaveCount(2);
  await give(office, 'section:has(> #organization-logo)', 'drop', [gif('logo.gif', { transparent: true })]);
  await expect(office.getByText('The logo was saved.')).toBeVisible();
  const logo = panel.getByRole('img', { name: 'The logo on a light background' });
  await expect(logo).toHaveJSProperty('naturalWidth', 64);
  const alphas = await logo.evaluate((image: HTMLImageElement) => {
    const context = new OffscreenCanvas(64, 48).getContext('2d', { willReadFrequently: true })!;
    context.drawImage(image, 0, 0);
    return [8, 56].map((x) => context.getImageData(x, 40, 1, 1).data[3]);
  });
  expect(alphas).toEqual([255, 0]);
});

test('what was entered in the settings survives a new logo, and is saved after it', async ({ importer, people }) => {
  const office = await people.staff(importer.admin);
  await office.goto('/settings/organization');
  await office.getByLabel('Contact phone').fill('+49 40 555 0100');
  await office.getByLabel('Logo file').setInputFiles(await picture(office, 'HARBOUR.png', { width: 300, height: 300 }));
  await expect(office.getByText('The logo was saved.')).toBeVisible();
  await expect(office.getByLabel('Contact phone')).toHaveValue('+49 40 555 0100');
  await office.getByRole('button', { name: 'Save settings' }).click();
  await expect(office.getByText('The settings were saved.')).toBeVisible();
});

test('an editor sees the logo and cannot change it', async ({ importer, people }) => {
  const office = await people.staff(await importer.member('Kim Larsen', 'editor'));
  await importer.api.upload('PUT', '/organization/logo', await picture(office, 'HARBOUR.png', { width: 300, height: 100 }));
  await office.goto('/settings/organization');
  await expect(office.getByRole('img', { name: 'The logo on a light background' })).toBeVisible();
  await expect(office.locator('header img')).toBeVisible();
  await expect(office.getByRole('button', { name: /logo/ })).toHaveCount(0);
});
