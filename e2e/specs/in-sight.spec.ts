// A form that was not saved says so where whoever pressed looks, wherever the fields are scrolled to.

import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';

const BUSY = {
  status: 503,
  contentType: 'application/problem+json',
  body: JSON.stringify({
    type: 'about:blank',
    title: 'Busy',
    status: 503,
    code: 'service_unavailable',
    detail: 'Try again in a moment.',
  }),
};

/** Presses with the control in the middle of the screen, and looks for the answer beside it. */
async function expectAnswerInSight(page: Page, button: Locator): Promise<void> {
  await button.scrollIntoViewIfNeeded();
  await button.click();
  const answer = page.getByRole('alert').last();
  await expect(answer).toBeInViewport({ ratio: 1 });
  const [answered, pressed] = [await answer.boundingBox(), await button.boundingBox()];
  expect(Math.abs(answered!.y + answered!.height - pressed!.y), 'how far the answer is from the button').toBeLessThan(160);
}

test('a form that was not saved says so beside its button', async ({ importer, people, watch }) => {
  watch.expect(503, /\/api\/v1\//);
  const vehicle = await importer.vehicle({ eta: '2030-05-06' });
  const office = await people.staff(importer.admin);
  await office.route('**/api/v1/**', (route) => (route.request().method() === 'PATCH' ? route.fulfill(BUSY) : route.fallback()));

  await office.goto(`/vehicles/${vehicle.id}`);
  await office.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Edit' }).click();
  const edit = office.getByRole('dialog', { name: 'Edit vehicle' });
  await edit.getByLabel('Currency').fill('USD');
  await edit.getByLabel(/^Trim/).fill('GX');
  await edit.getByLabel('Currency').scrollIntoViewIfNeeded();
  await expectAnswerInSight(office, edit.getByRole('button', { name: 'Save changes' }));
  await edit.getByRole('button', { name: 'Cancel' }).click();
  await expect(edit).toBeHidden();

  await office.getByRole('button', { name: 'change the ETA' }).click();
  const eta = office.getByRole('dialog', { name: 'Change the ETA' });
  await eta.getByLabel(/^ETA/).fill('2030-05-14');
  await eta.getByRole('heading', { name: 'History' }).scrollIntoViewIfNeeded();
  await expectAnswerInSight(office, eta.getByRole('button', { name: 'Save ETA' }));
  await eta.getByRole('button', { name: 'Cancel' }).click();
  await expect(eta).toBeHidden();

  await office.goto('/settings/organization');
  await office.getByLabel(/^Contact phone/).fill('+49 40 555 0199');
  await expectAnswerInSight(office, office.getByRole('button', { name: 'Save settings' }));
});
