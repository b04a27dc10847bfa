// Settings → Organization → Websites: the listed websites may read, and a browser keeps all others from it.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Page } from '@playwright/test';
import { test as base, expect } from '../support/fixtures.ts';

/** A website of the importer, and one of somebody else. */
interface Websites {
  own: Page;
  other: Page;
}

async function website(): Promise<Server> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Our cars</title><p>Our cars</p>');
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return server;
}

const origin = (site: Server): string => `http://localhost:${(site.address() as AddressInfo).port}`;

const test = base.extend<{ websites: Websites }>({
  websites: async ({ browser }, use) => {
    const sites = await Promise.all([website(), website()]);
    // Not a page that is watched: what a browser refuses, it reports in the console of the website.
    const context = await browser.newContext();
    const [own, other] = await Promise.all([context.newPage(), context.newPage()]);
    await own.goto(origin(sites[0]));
    await other.goto(origin(sites[1]));
    await use({ own, other });
    await context.close();
    for (const site of sites) site.close();
  },
});

/** What a script of the page gets: a status, or nothing. */
async function read(page: Page, url: string, init: RequestInit = {}): Promise<number | 'refused'> {
  const asked = { url, init };
  return page.evaluate(
    ({ url, init }) =>
      fetch(url, init).then(
        (answer) => answer.status,
        () => 'refused' as const,
      ),
    asked,
  );
}

test('listed websites read with an API key and read tracking pages, others do not', async ({
  importer,
  people,
  server,
  watch,
  websites: { own, other },
}) => {
  watch.expect(422, /\/organization$/);
  const url = await importer.link(await importer.vehicle());
  const data = `${server.url}/api/v1/public/tracking/${url.split('/').pop()}`;
  const vehicles = `${server.url}/api/v1/vehicles`;
  const { secret } = await importer.api.post<{ secret: string }>('/api-keys', {
    name: 'Website',
    expires_at: new Date(Date.now() + 86_400_000).toISOString(),
  });
  const withKey = { headers: { authorization: `Bearer ${secret}` } };
  expect(await read(own, vehicles, withKey), 'nothing is listed yet').toBe('refused');
  expect(await read(own, data)).toBe('refused');

  const office = await people.staff(importer.admin);
  await office.goto('/settings/organization');
  const field = office.getByLabel('Allowed origins');
  await field.fill(`${new URL(own.url()).origin}\nhttp://harbour.example`);
  await office.getByRole('button', { name: 'Save settings' }).click();
  await expect(office.getByText('Line 2: Must be scheme, host and port')).toBeVisible();
  await field.fill(new URL(own.url()).origin);
  await office.getByRole('button', { name: 'Save settings' }).click();
  await expect(office.getByText('The settings were saved.')).toBeVisible();

  expect(await read(own, vehicles, withKey)).toBe(200);
  expect(await read(own, data)).toBe(200);
  expect(await read(own, vehicles), 'a website has no session').toBe('refused');
  expect(await read(own, vehicles, { method: 'POST', body: '{}', ...withKey }), 'only reading').toBe('refused');
  expect(await read(own, data, { credentials: 'include' }), 'never with cookies').toBe('refused');
  expect(await read(other, vehicles, withKey)).toBe('refused');
  expect(await read(other, data)).toBe('refused');

  await field.fill('');
  await office.getByRole('button', { name: 'Save settings' }).click();
  await expect.poll(() => read(own, vehicles, withKey)).toBe('refused');
  expect(await read(own, data)).toBe('refused');
});
