// Lists that are loaded page by page: keyboards and screen readers go on at the first of the new rows.

import { expect, test } from '../support/fixtures.ts';
import { person, type Importer } from '../support/importer.ts';
import type { Server } from '../support/server.ts';

/** More than any page has. */
const MANY = 51;

const many = async (make: (number: number) => Promise<unknown>) => {
  for (let number = 0; number < MANY; number += 1) {
    await make(number);
  }
};

const fleet = (importer: Importer) => many((number) => importer.vehicle({ stock_number: `HI-${number}` }));

const endpoint = (importer: Importer, number = 0) =>
  importer.api.post<{ webhook_endpoint: { id: string } }>('/webhook-endpoints', {
    url: `http://127.0.0.1:65535/hook-${number}`,
    event_types: ['vehicle.deleted'],
  });

interface List {
  /** What it is called, for the reader and on the page. */
  name: string;
  /** Fills the list, and answers where it is. */
  fill(importer: Importer, server: Server): Promise<string>;
}

const LISTS: List[] = [
  {
    name: 'Vehicles',
    async fill(importer) {
      await fleet(importer);
      return '/vehicles';
    },
  },
  {
    name: 'Tracking links',
    async fill(importer) {
      await many(async (number) => importer.link(await importer.vehicle({ stock_number: `HI-${number}` })));
      return '/tracking-links';
    },
  },
  {
    name: 'Notes',
    async fill(importer) {
      const vehicle = await importer.vehicle();
      await many((number) => importer.note(vehicle, 'internal', `Note ${number}`));
      return `/vehicles/${vehicle.id}`;
    },
  },
  {
    name: 'Members',
    async fill(importer) {
      await many((number) => importer.invite(person(`Kim${number} Larsen`), 'viewer'));
      return '/settings/members';
    },
  },
  {
    name: 'API keys',
    async fill(importer) {
      await many((number) =>
        importer.api.post('/api-keys', { name: `Program ${number}`, expires_at: `${importer.day(30)}T12:00:00Z` }),
      );
      return '/settings/api-keys';
    },
  },
  {
    name: 'Webhook endpoints',
    async fill(importer) {
      await many((number) => endpoint(importer, number));
      return '/settings/webhooks';
    },
  },
  {
    name: 'Deliveries',
    async fill(importer) {
      const { id } = (await endpoint(importer)).webhook_endpoint;
      await many(() => importer.api.post(`/webhook-endpoints/${id}/ping`));
      return `/settings/webhooks/${id}`;
    },
  },
  {
    name: 'Audit log',
    async fill(importer) {
      await fleet(importer);
      return '/settings/audit-log?category=vehicle';
    },
  },
];

for (const { name, fill } of LISTS) {
  test(`${name}: the focus goes to the first new row`, async ({ importer, people, server }) => {
    const path = await fill(importer, server);
    const office = await people.staff(importer.admin);
    await office.goto(path);
    const list = office.getByRole('table', { name }).or(office.getByRole('list', { name }));
    const items = list.locator('> li, > tbody > tr');
    const more = office.getByRole('button', { name: 'Load more' });
    await expect(more).toBeVisible();
    const before = await items.count();
    expect(before).toBeGreaterThan(0);
    await more.focus();
    await office.keyboard.press('Enter');
    await expect(items.nth(before)).toBeFocused();
    while (await more.isVisible()) {
      const shown = await items.count();
      await more.click();
      await expect(items.nth(shown)).toBeFocused();
    }
    await expect(office.getByText('End of the list.')).toBeVisible();
    await expect(office.locator('body')).not.toBeFocused();
  });
}
