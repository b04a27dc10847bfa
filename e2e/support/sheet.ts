// The tracking link sheet, by the words that people read on it.

import { expect, type Locator, type Page } from '@playwright/test';
import type { LINK_OPTIONS, Vehicle } from './wire.ts';

export type Option = (typeof LINK_OPTIONS)[keyof typeof LINK_OPTIONS];

export class Sheet {
  readonly dialog: Locator;
  readonly url: Locator;
  readonly expiresAt: Locator;

  constructor(private readonly page: Page) {
    this.dialog = page.getByRole('dialog', { name: 'Tracking link', exact: true });
    this.url = this.dialog.getByLabel('Tracking URL');
    this.expiresAt = this.dialog.getByLabel('Expires at');
  }

  /** Goes to the vehicle and opens its sheet. */
  static async open(page: Page, vehicle: Vehicle): Promise<Sheet> {
    await page.goto(`/vehicles/${vehicle.id}`);
    const sheet = new Sheet(page);
    await sheet.press();
    return sheet;
  }

  /** Opens the sheet from the action bar of the vehicle that is on show. */
  async press(): Promise<void> {
    await this.page.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Tracking link' }).click();
    await expect(this.dialog).toBeVisible();
  }

  button(name: string): Locator {
    return this.dialog.getByRole('button', { name, exact: true });
  }

  option(name: Option): Locator {
    return this.dialog.getByRole('checkbox', { name, exact: true });
  }

  /** Creates the link; the answer is its URL. */
  async create(): Promise<string> {
    await this.button('Create tracking link').click();
    await expect(this.dialog.getByText('The tracking link is ready.')).toBeVisible();
    return this.url.inputValue();
  }

  async save(): Promise<void> {
    await this.button('Save options').click();
    await expect(this.dialog.getByText('Options saved.')).toBeVisible();
  }

  async revoke(): Promise<void> {
    await this.button('Revoke').click();
    const question = this.page.getByRole('dialog', { name: 'Revoke this tracking link?' });
    await question.getByRole('button', { name: 'Revoke link' }).click();
    await expect(question).toBeHidden();
    await expect(this.dialog.getByText('Revoked by')).toBeVisible();
  }

  /** Replaces the URL; the answer is the new one. */
  async regenerate(): Promise<string> {
    const old = await this.url.inputValue();
    await this.button('Regenerate').click();
    const question = this.page.getByRole('dialog', { name: 'Regenerate the URL?' });
    await question.getByRole('button', { name: 'Regenerate URL' }).click();
    await expect(question).toBeHidden();
    await expect(this.url).not.toHaveValue(old);
    return this.url.inputValue();
  }

  async done(): Promise<void> {
    await this.button('Done').click();
    await expect(this.dialog).toBeHidden();
  }
}
