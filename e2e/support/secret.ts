// The dialog that shows a secret once.

import { expect, type Page } from '@playwright/test';

/** Reads the secret, says that it is stored, and closes the dialog. */
export async function takeSecret(page: Page, title: string | RegExp, label: string): Promise<string> {
  const dialog = page.getByRole('dialog', { name: title });
  const secret = await dialog.getByRole('textbox', { name: label }).inputValue();
  await dialog.getByLabel('I have stored it').check();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(dialog).toBeHidden();
  return secret;
}
