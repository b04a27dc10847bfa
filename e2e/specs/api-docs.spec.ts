// The documentation of the API, as an integrator's developer opens it: offline, for reading only.

import { expectNoSidewaysScroll } from '../support/accessible.ts';
import { expect, test } from '../support/fixtures.ts';

test('every operation is there, from this server alone, and no key can be typed in', async ({ people, server }) => {
  const page = await people.stranger();
  const elsewhere: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(server.url) && !request.url().startsWith('data:')) {
      elsewhere.push(request.url());
    }
  });
  const answer = await page.goto('/api/docs');
  expect(answer?.status()).toBe(200);
  const document = (await (await page.request.get('/api/v1/openapi.json')).json()) as {
    paths: Record<string, Record<string, unknown>>;
    'x-webhooks': Record<string, unknown>;
  };
  const operations = Object.values(document.paths).flatMap((path) => Object.keys(path)).length;
  const webhooks = Object.keys(document['x-webhooks']).length;
  await expect(page.locator('.opblock')).toHaveCount(operations + webhooks);
  await page.getByRole('button', { name: /Create the tracking link/ }).click();
  await expect(page.getByText('tracking_link_exists', { exact: false }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Try it out' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /authori[sz]/i })).toHaveCount(0);
  await expectNoSidewaysScroll(page, 'API documentation');
  expect(elsewhere).toEqual([]);
});
