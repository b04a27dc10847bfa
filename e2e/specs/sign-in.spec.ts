// Signing in and out.

import { expect, test } from '../support/fixtures.ts';

test('sign in, stay signed in over a reload, sign out', async ({ importer, people, watch }) => {
  watch.expect(401, /\/api\/v1\/session$/);
  const vehicle = await importer.vehicle();
  const office = await people.stranger();
  await office.goto(`/vehicles/${vehicle.id}`);
  await expect(office.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await office.getByLabel('Email address').fill(importer.admin.email);
  await office.getByLabel('Password').fill('not the password');
  await office.getByRole('button', { name: 'Sign in' }).click();
  await expect(office.getByRole('alert')).toHaveText('Wrong email address or password.');
  await office.getByLabel('Password').fill(importer.admin.password);
  await expect(office.getByRole('alert')).toHaveCount(0);
  await office.keyboard.press('Enter');
  await expect(office.getByRole('heading', { level: 1, name: '2021 Toyota Land Cruiser' })).toBeVisible();
  await office.reload();
  await expect(office.getByRole('heading', { level: 1, name: '2021 Toyota Land Cruiser' })).toBeVisible();
  expect(await office.evaluate(() => document.cookie)).toBe('');
  expect(await office.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain('eyJ');

  await office.getByRole('button', { name: 'Sign out' }).click();
  await expect(office.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await office.goto('/vehicles');
  await expect(office.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('an access token that has expired is renewed while working', async ({ importer, people, server, watch }) => {
  watch.expect(401, /\/api\/v1\//);
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  await office.goto('/vehicles');
  await expect(office.getByRole('link', { name: '2021 Toyota Land Cruiser' })).toBeVisible();
  await server.advance(11 * 60);
  await office.getByRole('link', { name: '2021 Toyota Land Cruiser' }).click();
  await expect(office.getByText('JTMHX01J8L4198295')).toBeVisible();
  expect(vehicle.version).toBe(1);
});

test('two tabs share one session without ending it', async ({ importer, people, server, watch }) => {
  watch.expect(401, /\/api\/v1\//);
  const vehicle = await importer.vehicle();
  const first = await people.staff(importer.admin);
  const second = await first.context().newPage();
  await Promise.all([first.goto('/vehicles'), second.goto(`/vehicles/${vehicle.id}`)]);
  await expect(second.getByText('JTMHX01J8L4198295')).toBeVisible();
  await server.advance(11 * 60);
  await Promise.all([first.reload(), second.reload()]);
  await expect(first.getByRole('link', { name: '2021 Toyota Land Cruiser' })).toBeVisible();
  await expect(second.getByText('JTMHX01J8L4198295')).toBeVisible();
});

test('an address outside the app says so', async ({ importer, people, watch }) => {
  watch.expect(404, /^\/nothing-here$/);
  const office = await people.staff(importer.admin);
  const response = await office.goto('/nothing-here');
  expect(response?.status()).toBe(404);
  await expect(office.getByRole('heading', { level: 1 })).toBeVisible();
});
