// Choosing one of several, the way people do: they press the words.

import { expect, type Locator } from '@playwright/test';

export async function choose(scope: Locator, name: string | RegExp): Promise<void> {
  const radio = scope.getByRole('radio', { name, exact: true });
  await scope
    .locator('label')
    .filter({ has: scope.page().getByRole('radio', { name, exact: true }) })
    .click();
  await expect(radio).toBeChecked();
}
