// What is done with a vehicle, by the words on its page.

import type { Locator, Page } from '@playwright/test';

/** The buttons of the vehicle. */
export function actions(page: Page): Locator {
  return page.getByRole('group', { name: 'Actions' });
}

/** Presses Delete, which is in a menu on a phone. */
export async function pressDelete(page: Page): Promise<void> {
  const more = actions(page).getByText('More', { exact: true });
  if (await more.isVisible()) {
    await more.click();
  }
  await actions(page).getByRole('button', { name: 'Delete' }).click();
}
