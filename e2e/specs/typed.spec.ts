// Nothing that was typed is lost unasked.

import { Api } from '../support/api.ts';
import { choose } from '../support/choose.ts';
import { expect, test } from '../support/fixtures.ts';
import { Sheet } from '../support/sheet.ts';

test('a form asks before it is closed, and before the page is loaded again', async ({ importer, people }) => {
  const office = await people.staff(importer.admin);
  await office.goto('/vehicles');
  const form = office.getByRole('dialog', { name: 'New vehicle' });
  const open = async () => {
    await office.getByRole('button', { name: 'New vehicle' }).click();
    await expect(form.getByLabel('Year')).toBeFocused();
  };
  await open();
  await office.keyboard.press('Escape');
  await expect(form).toBeHidden();

  await open();
  await form.getByLabel('Make').fill('Toyota');
  for (const close of [
    () => office.keyboard.press('Escape'),
    () => form.getByRole('button', { name: 'Close' }).click(),
    () => form.getByRole('button', { name: 'Close' }).press('Escape'),
  ]) {
    await close();
    await expect(form.getByRole('button', { name: 'Keep editing' })).toBeFocused();
    await office.keyboard.press('Escape');
    await expect(form.getByText('What you typed has not been saved.')).toBeHidden();
    await expect(form.getByLabel('Make')).toHaveValue('Toyota');
  }
  // The browser asks in its own words, which a test cannot answer without leaving.
  const asksToLeave = () => office.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
  expect(await asksToLeave()).toBe(true);

  // Put back as it was, there is nothing to lose.
  await form.getByLabel('Make').fill('');
  expect(await asksToLeave()).toBe(false);
  await office.keyboard.press('Escape');
  await expect(form).toBeHidden();
  await open();
  await form.getByLabel('Unit').selectOption('mi');
  await office.keyboard.press('Escape');
  await form.getByRole('button', { name: 'Discard changes' }).click();
  await expect(form).toBeHidden();
  await expect(office.getByRole('button', { name: 'New vehicle' })).toBeFocused();
});

test('Back closes what lies over the page, from the top, and asks about what was typed', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  await office.goto('/vehicles');
  await office.getByRole('link', { name: vehicle.make }).first().click();
  const sheet = new Sheet(office);
  await sheet.press();
  await expect(office).toHaveURL(`/vehicles/${vehicle.id}?sheet=tracking-link`);
  await sheet.button('Revoke').click();
  await office.goBack();
  await expect(office.getByRole('dialog', { name: 'Revoke this tracking link?' })).toBeHidden();
  await expect(sheet.dialog).toBeVisible();

  await sheet.option('Show photo').uncheck();
  await office.goBack();
  await office.getByRole('button', { name: 'Keep editing' }).click();
  await expect(sheet.option('Show photo')).not.toBeChecked();
  await sheet.option('Show photo').check();
  await office.goBack();
  await expect(sheet.dialog).toBeHidden();
  await expect(office).toHaveURL(`/vehicles/${vehicle.id}`);
  // Forward has nothing to show, and closing by hand leaves nothing behind.
  await office.goForward();
  await expect(office).toHaveURL(`/vehicles/${vehicle.id}`);
  await sheet.press();
  await sheet.button('Done').click();
  await expect(office).toHaveURL(`/vehicles/${vehicle.id}`);
  await office.goBack();
  await expect(office).toHaveURL('/vehicles');

  // By its address, too, and after the page was loaded again.
  await office.goto(`/vehicles/${vehicle.id}?sheet=tracking-link`);
  await expect(sheet.url).toBeVisible();
  await office.reload();
  await expect(sheet.url).toBeVisible();
  await office.goBack();
  await expect(sheet.dialog).toBeHidden();
  await expect(office).toHaveURL(`/vehicles/${vehicle.id}`);
});

test('a half-written note is not lost to a link, to Back or to a session that ends', async ({ importer, people, watch }) => {
  watch.expect(401, /\/notes$/);
  const vehicle = await importer.vehicle();
  const kim = await importer.member('Kim Larsen', 'editor');
  const office = await people.staff(kim);
  await office.goto('/vehicles');
  await office.getByRole('link', { name: vehicle.make }).first().click();
  const note = office.getByLabel('New note');
  await note.fill('Scratch on the left door');
  const question = office.getByRole('dialog', { name: 'Leave this page?' });
  for (const leave of [() => office.getByRole('link', { name: 'Proposals' }).click(), () => office.goBack()]) {
    await leave();
    await expect(question).toBeVisible();
    await office.keyboard.press('Escape');
    await expect(question).toBeHidden();
    await expect(office).toHaveURL(`/vehicles/${vehicle.id}`);
    await expect(note).toHaveValue('Scratch on the left door');
  }

  // Somebody changes the password on another device: every session ends, and the one with the note goes on.
  const elsewhere = new Api(importer.server, kim.email, kim.password);
  await elsewhere.call('PUT', '/session/password', {
    current_password: kim.password,
    new_password: 'another long password',
  });
  await choose(office.getByRole('form', { name: 'Add a note' }), 'Internal');
  await office.getByRole('button', { name: 'Add note' }).click();
  const again = office.getByRole('dialog', { name: 'Sign in again' });
  await again.getByLabel('Password').fill(kim.password);
  watch.expect(401, /\/session$/);
  await again.getByRole('button', { name: 'Sign in' }).click();
  await expect(again.getByText('email address or password')).toBeVisible();
  await again.getByLabel('Password').fill('another long password');
  await again.getByLabel('Password').press('Enter');
  await expect(office.getByText('The note was added.')).toBeVisible();
  const notes = await importer.api.get<{ data: { body: string }[] }>(`/vehicles/${vehicle.id}/notes`);
  expect(notes.data.map(({ body }) => body)).toEqual(['Scratch on the left door']);

  await note.fill('Never mind');
  await office.goBack();
  await question.getByRole('button', { name: 'Leave without saving' }).click();
  await expect(office).toHaveURL('/vehicles');
});

test('a half-written note is not lost to signing out', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  await office.goto(`/vehicles/${vehicle.id}`);
  await office.getByLabel('New note').fill('The second key is');
  await office.getByRole('button', { name: 'Sign out' }).click();
  const question = office.getByRole('dialog', { name: 'Leave this page?' });
  await question.getByRole('button', { name: 'Stay on this page' }).click();
  await expect(office.getByLabel('New note')).toHaveValue('The second key is');
  await office.getByRole('button', { name: 'Sign out' }).click();
  await question.getByRole('button', { name: 'Leave without saving' }).click();
  await expect(office).toHaveURL(/\/sign-in/);
});
