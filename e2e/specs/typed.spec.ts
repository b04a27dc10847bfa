// Nothing that was typed is lost unasked.

import { expect, test } from '../support/fixtures.ts';

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
