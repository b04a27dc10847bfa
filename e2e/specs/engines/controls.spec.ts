// Under the middle of every control is that control, on every page and width, in every engine.

import { checkControls } from '../../support/engines/controls.ts';
import { expect, test } from '../../support/engines/fixtures.ts';
import type { Person } from '../../support/engines/person.ts';
import { day, type Importer, person as somebodyElse } from '../../support/importer.ts';
import { addPhotos, makeHero, pictures } from '../../support/pictures.ts';
import { change, pictured } from '../../support/pictured.ts';
import type { Vehicle } from '../../support/wire.ts';

/** A phone (or as narrow as the window can be), the first width of the tables, a tablet and an office screen. */
const WIDTHS = [390, 769, 820, 1280];

/** Goes on after a fault, so that all of them are named. */
const soft = expect.configure({ soft: true });

/** Every control of the page as it stands can be pressed, however wide the window is. */
async function expectPressable(person: Person, what: string, least = 1): Promise<void> {
  for (const width of WIDTHS) {
    await person.tab.resize(width);
    let count = 0;
    // What follows the window's width, or slides in, takes a moment; what lies over a control for good stays there.
    const looked = async () => {
      const checked = await checkControls(person.tab);
      count = checked.count;
      return checked.covered;
    };
    await soft.poll(looked, { message: `${what}, ${width} px` }).toEqual([]);
    soft(count, `controls of ${what}, ${width} px`).toBeGreaterThanOrEqual(least);
  }
}

/** A member in front of the app, with vehicles, photos and links in it. */
async function office(importer: Importer, page: Parameters<typeof pictures>[0]): Promise<Vehicle> {
  const vehicle = await importer.vehicle({ eta: '2030-05-14' });
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  await importer.note(vehicle, 'internal', 'Paid half in advance.');
  const photos = await addPhotos(importer, vehicle, await pictures(page, 'a.jpg', 'b.jpg', 'c.jpg'));
  await makeHero(importer, vehicle, photos[0]!);
  await importer.link(vehicle);
  await change(importer, vehicle, { photo_ids: [photos[1]!.id] });
  for (const model of ['Hilux', 'Supra']) {
    await importer.link(await importer.vehicle({ model, stock_number: model }));
  }
  return vehicle;
}

test('a press on a vehicle opens that vehicle', async ({ importer, somebody }) => {
  const vehicles = new Map<string, Vehicle>();
  for (const model of ['Land Cruiser', 'Hilux', 'Supra']) {
    vehicles.set(model, await importer.vehicle({ model, stock_number: model }));
  }
  const staff = await somebody();
  await staff.signIn(importer.admin);
  const heading = () => staff.tab.run(() => document.querySelector('h1')?.textContent, undefined);
  for (const width of [769, 1280]) {
    await staff.tab.resize(width);
    for (const [model, { id }] of vehicles) {
      await staff.visit('/vehicles');
      await staff.press(`2021 Toyota ${model}`);
      await staff.reads('Edit');
      await expect.poll(heading).toContain(model);
      // The row answers wherever it is pressed.
      await staff.visit('/vehicles');
      await staff.press('Purchased', `tr:has(a[href$="${id}"]) .pill`);
      await staff.reads('Edit');
      await expect.poll(heading).toContain(model);
    }
    await staff.visit('/vehicles');
    await staff.press('New vehicle');
    await staff.reads('Create vehicle');
  }
});

test('the lists and the vehicle', async ({ importer, page, somebody }) => {
  const vehicle = await office(importer, page);
  const deleted = await importer.vehicle({ model: 'Celica', stock_number: 'gone' });
  await importer.api.delete(`/vehicles/${deleted.id}`);
  const staff = await somebody();
  await staff.signIn(importer.admin);
  await staff.visit('/vehicles');
  await staff.reads('Supra');
  await expectPressable(staff, 'vehicles', 8);
  await staff.press('New vehicle');
  await staff.reads('Create vehicle');
  await expectPressable(staff, 'new vehicle', 15);
  await staff.visit('/vehicles?deleted=true');
  await staff.reads('Celica');
  await expectPressable(staff, 'deleted vehicles', 4);
  await staff.visit('/tracking-links');
  await staff.reads('Supra');
  await expectPressable(staff, 'tracking links', 6);
  await staff.visit(`/vehicles/${vehicle.id}`);
  await staff.reads('Paid half in advance.');
  await expectPressable(staff, 'vehicle', 12);
});

test('the dialogs of a vehicle', async ({ importer, page, somebody }) => {
  const vehicle = await office(importer, page);
  const staff = await somebody();
  await staff.signIn(importer.admin);
  await staff.visit(`/vehicles/${vehicle.id}?sheet=tracking-link`);
  await staff.reads('Tracking URL');
  await expectPressable(staff, 'tracking link sheet', 12);
  for (const [button, sentence] of [
    ['Edit', 'Save changes'],
    ['Move stage', 'Move to'],
    ['Delete', 'Cancel'],
  ] as const) {
    await staff.visit(`/vehicles/${vehicle.id}`);
    await staff.press(button);
    await staff.reads(sentence);
    await expectPressable(staff, `dialog ${button}`, 2);
  }
});

test('the settings', async ({ importer, server, somebody }) => {
  await importer.member('Kim Larsen', 'editor');
  await importer.api.post('/api-keys', { name: 'Website', expires_at: `${day(server, 30)}T12:00:00Z` });
  const { webhook_endpoint } = await importer.api.post<{ webhook_endpoint: { id: string } }>('/webhook-endpoints', {
    url: 'http://127.0.0.1:65535/hook',
    event_types: ['vehicle.created'],
  });
  const staff = await somebody();
  await staff.signIn(importer.admin);
  for (const [path, sentence] of [
    ['organization', 'Time zone'],
    ['members', 'Kim Larsen'],
    ['api-keys', 'Website'],
    ['webhooks', '127.0.0.1:65535'],
    [`webhooks/${webhook_endpoint.id}`, 'Rotate secret'],
    ['audit-log', 'Kim Larsen'],
    ['account', 'Change password'],
  ] as const) {
    await staff.visit(`/settings/${path}`);
    await staff.reads(sentence);
    await expectPressable(staff, path, 4);
  }
  for (const [path, button, sentence] of [
    ['members', 'Invite member', 'Create invitation'],
    ['api-keys', 'Create API key', 'Create key'],
    ['webhooks', 'Add endpoint', 'Only some events'],
  ] as const) {
    await staff.visit(`/settings/${path}`);
    await staff.press(button);
    await staff.reads(sentence);
    await expectPressable(staff, `dialog ${button}`, 4);
  }
});

test('what strangers see', async ({ importer, page, somebody }) => {
  const { url } = await pictured(importer, page, 2);
  const customer = await somebody();
  await customer.visit(url);
  await customer.reads('Land Cruiser');
  await customer.ready();
  await expectPressable(customer, 'tracking page', 3);
  await customer.press('Show photo 1 of 3');
  await customer.reads('1 of 3');
  await expectPressable(customer, 'lightbox', 2);
  await customer.visit('/sign-in');
  await customer.reads('Sign in');
  await expectPressable(customer, 'sign-in', 3);
  await customer.visit(await importer.invite(somebodyElse('Kim Larsen'), 'editor'));
  await customer.reads('Join');
  await expectPressable(customer, 'invitation', 2);
});
