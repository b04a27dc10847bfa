// The help article in every engine: create, configure, pick photos, expire, copy, open as the customer, revoke, regenerate.

import { expect, test } from '../../support/engines/fixtures.ts';
import type { Person } from '../../support/engines/person.ts';
import { addPhotos, makeHero, pictures } from '../../support/pictures.ts';
import { localInput, minutesAfter } from '../../support/time.ts';
import type { TrackingLink } from '../../support/wire.ts';

const TITLE = '2021 Toyota Land Cruiser';
const DEAD = 'Link not available';

test('create, configure, pick photos, set an expiry, and the customer sees just that', async ({
  importer,
  page,
  server,
  somebody,
}) => {
  const vehicle = await importer.vehicle({ eta: '2030-05-14' });
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  const photos = await addPhotos(importer, vehicle, await pictures(page, 'a.jpg', 'b.jpg', 'c.jpg'));
  await makeHero(importer, vehicle, photos[0]!);
  const staff = await somebody();
  await staff.signIn(importer.admin);
  await staff.visit(`/vehicles/${vehicle.id}`);
  await staff.press('Tracking link', '[role=group] button');
  await staff.reads('No link yet');
  await staff.press('Show estimated arrival');
  await staff.press('Add photo 3');
  await staff.reads('Photo 3 added. 1 photo picked.');
  await staff.press('Add photo 2');
  await staff.reads('Photo 2 added. 2 photos picked.');
  await staff.press('Remove photo 3');
  await staff.reads('1 photo picked.');
  await staff.set('Expires at', localInput(minutesAfter(server.now(), 90), 'Europe/Berlin'));
  await staff.press('Create tracking link');
  await staff.reads('The tracking link is ready.');
  await staff.reads(/Active until /);
  const link = await importer.api.get<TrackingLink>(`/vehicles/${vehicle.id}/tracking-link`);
  expect(link.options).toEqual({
    show_photo: true,
    show_eta: false,
    show_progress: true,
    show_notes: true,
    allow_subscriptions: true,
  });
  expect(link.photo_ids).toEqual([photos[1]!.id]);
  expect(link.expires_at).not.toBeNull();
  expect(await staff.value('Tracking URL')).toBe(link.url);
  await staff.press('Copy URL');
  await staff.reads('Copied');

  const customer = await somebody();
  await customer.visit(link.url!);
  await customer.reads(TITLE);
  await customer.reads('Progress');
  await customer.reads('Loaded in Yokohama.');
  await customer.readsNoMore('Estimated arrival');
  expect(await shotsOf(customer)).toBe(2);
});

test('saved options change the same URL', async ({ importer, somebody }) => {
  const vehicle = await importer.vehicle();
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  const url = await importer.link(vehicle);
  const staff = await somebody();
  await staff.signIn(importer.admin);
  await staff.visit(`/vehicles/${vehicle.id}?sheet=tracking-link`);
  await staff.press('Show customer notes on tracking page');
  await staff.press('Save options');
  await staff.reads('Options saved.');
  expect(await staff.value('Tracking URL')).toBe(url);
  const customer = await somebody();
  await customer.visit(url);
  await customer.reads(TITLE);
  await customer.readsNoMore('Loaded in Yokohama.');
});

test('regenerate, then revoke: each old URL is dead', async ({ importer, somebody }) => {
  const vehicle = await importer.vehicle();
  const old = await importer.link(vehicle);
  const staff = await somebody();
  await staff.signIn(importer.admin);
  await staff.visit(`/vehicles/${vehicle.id}?sheet=tracking-link`);
  await staff.press('Regenerate');
  await staff.press('Regenerate URL');
  await staff.reads('Send this new URL to your customer.');
  const fresh = await staff.value('Tracking URL');
  expect(fresh).not.toBe(old);
  const customer = await somebody();
  await customer.visit(old);
  await customer.reads(DEAD);
  await customer.visit(fresh);
  await customer.reads(TITLE);
  await staff.press('Revoke');
  await staff.press('Revoke link');
  await staff.reads(/Revoked by Alex Weber/);
  await customer.reads(DEAD);
  await customer.visit(fresh);
  await customer.reads(DEAD);
});

test('an open page says that the link is not available once it is revoked', async ({ importer, somebody }) => {
  const vehicle = await importer.vehicle();
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  const customer = await somebody();
  await customer.visit(await importer.link(vehicle));
  await customer.reads(TITLE);
  await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
  await customer.reads(DEAD);
  const left = await customer.tab.run(() => document.documentElement.outerHTML, undefined);
  for (const word of ['Harbour Imports', 'Land Cruiser', 'Loaded in Yokohama.']) {
    expect(left).not.toContain(word);
  }
});

/** How many photos the page has. */
function shotsOf(customer: Person): Promise<number> {
  return customer.tab.run(() => document.querySelectorAll('main .shot').length, undefined);
}
