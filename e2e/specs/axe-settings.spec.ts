// Accessibility of the settings, the list of links and the answer to an invitation.

import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts';
import { expect, test } from '../support/fixtures.ts';
import { person } from '../support/importer.ts';
import { picture } from '../support/pictures.ts';

for (const [path, heading] of [
  ['/settings/organization', 'Organization'],
  ['/settings/members', 'Members'],
  ['/settings/account', 'Your account'],
  ['/tracking-links', 'Tracking links'],
] as const) {
  test(heading, async ({ importer, people }) => {
    await importer.link(await importer.vehicle());
    await importer.member('Kim Larsen', 'editor');
    const page = await people.staff(importer.admin);
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await page.waitForLoadState('networkidle');
    await expectAccessible(page, heading);
    await expectNoSidewaysScroll(page, heading);
  });
}

test('dialogs of the members', async ({ importer, people }) => {
  await importer.member('Kim Larsen', 'editor');
  const page = await people.staff(importer.admin);
  await page.goto('/settings/members');
  for (const [button, title] of [
    ['Invite member', 'Invite member'],
    ['Change role of Kim Larsen', 'Change role'],
    ['Disable Kim Larsen', /Disable Kim Larsen/],
  ] as const) {
    await page.getByRole('button', { name: button }).click();
    const dialog = page.getByRole('dialog', { name: title });
    await expect(dialog).toBeVisible();
    await expectAccessible(page, button);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
  }
});

test('no tracking links yet, and revoking all of them', async ({ importer, people }) => {
  const page = await people.staff(importer.admin);
  await page.goto('/tracking-links');
  await expect(page.getByText('No tracking links yet')).toBeVisible();
  await expectAccessible(page, 'no tracking links');
  await importer.link(await importer.vehicle());
  await page.reload();
  await page.getByRole('button', { name: 'Revoke all' }).click();
  await expect(page.getByRole('dialog', { name: /Revoke every/ })).toBeVisible();
  await expectAccessible(page, 'revoking all');
});

test('invitation', async ({ importer, people }) => {
  const invitation = await importer.invite(person('Kim Larsen'), 'editor');
  const page = await people.stranger();
  await page.goto(invitation);
  await expect(page.getByRole('button', { name: 'Join' })).toBeVisible();
  await expectAccessible(page, 'invitation');
  await expectNoSidewaysScroll(page, 'invitation');
  await page.goto('/sign-in');
  await page.goto('/invite');
  await expect(page.getByText('This invitation is not complete.')).toBeVisible();
  await expectAccessible(page, 'invitation without its token');
});

test('logo, and the question before it goes', async ({ importer, people }) => {
  const page = await people.staff(importer.admin);
  await importer.api.upload('PUT', '/organization/logo', await picture(page, 'HARBOUR.png', { width: 600, height: 200 }));
  await page.goto('/settings/organization');
  await expect(page.getByRole('img', { name: 'The logo on dark ground' })).toBeVisible();
  await expectAccessible(page, 'settings with a logo');
  await expectNoSidewaysScroll(page, 'settings with a logo');
  await page.getByRole('button', { name: 'Remove logo' }).click();
  await expect(page.getByRole('dialog', { name: 'Remove the logo?' })).toBeVisible();
  await expectAccessible(page, 'removing the logo');
});
