// People join, change roles and leave.

import { choose } from '../support/choose.ts';
import { expect, test } from '../support/fixtures.ts';
import { person } from '../support/importer.ts';

test('an invitation makes a member, once', async ({ importer, people, watch }) => {
  watch.expect(404, /\/invitations\/accept$/);
  const kim = person('Kim Larsen');
  const office = await people.staff(importer.admin);
  await office.goto('/settings/members');
  await office.getByRole('button', { name: 'Invite member' }).click();
  const dialog = office.getByRole('dialog', { name: 'Invite member' });
  await dialog.getByLabel('Full name').fill(kim.name);
  await dialog.getByLabel('Email address').fill(kim.email);
  await choose(dialog, 'Editor');
  await dialog.getByRole('button', { name: 'Create invitation' }).click();
  const invitation = await dialog.getByLabel('Invitation link').inputValue();
  expect(invitation).toMatch(/\/invite#\S{20,}$/);
  await dialog.getByRole('button', { name: 'Done' }).click();
  const row = office.getByRole('table', { name: 'Members' }).getByRole('row').filter({ hasText: kim.email });
  await expect(row).toContainText('Editor');
  await expect(row).toContainText('Invited');

  const page = await people.stranger();
  await page.goto(invitation);
  await page.getByLabel('Password', { exact: true }).fill(kim.password);
  await page.getByLabel('Repeat the password').fill('something else');
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByText('The passwords do not match.')).toBeVisible();
  await page.getByLabel('Repeat the password').fill(kim.password);
  await page.getByRole('button', { name: 'Join' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Vehicles' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'New vehicle' })).toBeVisible();
  expect(page.url()).not.toContain('#');

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Email address').fill(kim.email);
  await page.getByLabel('Password').fill(kim.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Vehicles' })).toBeVisible();

  const late = await people.stranger();
  await late.goto(invitation);
  await late.getByLabel('Password', { exact: true }).fill(kim.password);
  await late.getByLabel('Repeat the password').fill(kim.password);
  await late.getByRole('button', { name: 'Join' }).click();
  await expect(late.getByRole('alert')).toContainText(/ask an admin/i);
});

test('a role that changes, and a member who is disabled, take effect at once', async ({ importer, people, watch }) => {
  watch.expect(401, /\/api\/v1\//);
  const kim = await importer.member('Kim Larsen', 'viewer');
  const yard = await people.staff(kim);
  await yard.goto('/vehicles');
  await expect(yard.getByText('No vehicles yet')).toBeVisible();
  await expect(yard.getByRole('button', { name: 'New vehicle' })).toHaveCount(0);

  const office = await people.staff(importer.admin);
  await office.goto('/settings/members');
  await office.getByRole('button', { name: 'Change role of Kim Larsen' }).click();
  const role = office.getByRole('dialog', { name: 'Change role' });
  await choose(role, 'Editor');
  await role.getByRole('button', { name: 'Save role' }).click();
  await expect(role).toBeHidden();
  await yard.reload();
  await expect(yard.getByRole('button', { name: 'New vehicle' })).toBeVisible();

  await office.getByRole('button', { name: 'Disable Kim Larsen' }).click();
  await office
    .getByRole('dialog', { name: /Disable/ })
    .getByRole('button', { name: 'Disable member' })
    .click();
  await expect(office.getByRole('button', { name: 'Enable Kim Larsen' })).toBeVisible();
  await yard.reload();
  await expect(yard.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('the last admin stays', async ({ importer, people, watch }) => {
  watch.expect(409, /\/members\//);
  const office = await people.staff(importer.admin);
  await office.goto('/settings/members');
  await office.getByRole('button', { name: 'Disable Alex Weber' }).click();
  const dialog = office.getByRole('dialog', { name: /Disable/ });
  await dialog.getByRole('button', { name: 'Disable member' }).click();
  await expect(dialog.getByText(/At least one admin/)).toBeVisible();
});

test('a new password signs out everywhere', async ({ importer, people, watch }) => {
  watch.expect(401, /\/api\/v1\//);
  const office = await people.staff(importer.admin);
  const elsewhere = await people.staff(importer.admin);
  await elsewhere.goto('/vehicles');
  await expect(elsewhere.getByText('No vehicles yet')).toBeVisible();
  await office.goto('/settings/account');
  await office.getByLabel('Current password').fill(importer.admin.password);
  await office.getByLabel('New password', { exact: true }).fill('another long password');
  await office.getByLabel('Repeat the new password').fill('another long password');
  await office.getByRole('button', { name: 'Change password' }).click();
  await expect(office.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await elsewhere.reload();
  await expect(elsewhere.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await office.getByLabel('Email address').fill(importer.admin.email);
  await office.getByLabel('Password').fill('another long password');
  await office.getByRole('button', { name: 'Sign in' }).click();
  await expect(office.getByRole('button', { name: 'Sign out' })).toBeVisible();
});
