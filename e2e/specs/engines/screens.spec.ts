// Every screen at every width, in every engine: under the middle of each control is that control, and nothing is wider than the window. At
// night also in dark, and axe finds nothing.

import { axeFindings } from '../../support/engines/axe.ts';
import { checkControls } from '../../support/engines/controls.ts';
import { expect, test as inAnyEngine } from '../../support/engines/fixtures.ts';
import type { Person } from '../../support/engines/person.ts';
import { type Importer, person as somebodyElse } from '../../support/importer.ts';
import { addPhotos, makeHero, pictures } from '../../support/pictures.ts';
import { change, pictured } from '../../support/pictured.ts';
import type { Vehicle } from '../../support/wire.ts';

/** The narrowest phone (or as narrow as the window can be), a usual one, the first width of the tables, a tablet and an office screen. */
const WIDTHS = [320, 390, 769, 820, 1280];

/** Those that axe looks at: colours and names are the same between them. */
const LOOKED_AT = [390, 1280];

/** Goes on after a fault, so that all of them are named. */
const soft = expect.configure({ soft: true });

/** Says of a page whether the rules for its width hold: a rule of its own, that follows the width as those of the product do. */
async function followsWidth(person: Person): Promise<boolean> {
  return person.tab.run(async () => {
    const PROBE = '--for-this-width';
    const isThere = () => getComputedStyle(document.documentElement).getPropertyValue(PROBE);
    if (isThere() === '') {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`:root { ${PROBE}: wide } @media (max-width: 48rem) { :root { ${PROBE}: narrow } }`);
      document.adoptedStyleSheets.push(sheet);
    }
    return isThere() === (matchMedia('(max-width: 48rem)').matches ? 'narrow' : 'wide');
  }, undefined);
}

/** Every control of the page as it stands can be pressed and everything read, however wide the window is. */
async function lookAt(person: Person, what: string, least: number, withAxe: boolean): Promise<void> {
  await person.tab.resize(1280);
  await followsWidth(person);
  for (const width of WIDTHS) {
    await person.tab.resize(width);
    await soft.poll(() => followsWidth(person), { message: `${what} knows that it is ${width} px wide` }).toBe(true);
    let count = 0;
    // What follows the window's width, or slides in, takes a moment; what lies over a control for good stays there.
    const looked = async () => {
      const checked = await checkControls(person.tab);
      count = checked.count;
      return checked.covered;
    };
    await soft.poll(looked, { message: `${what}, ${width} px` }).toEqual([]);
    soft(count, `controls of ${what}, ${width} px`).toBeGreaterThanOrEqual(least);
    const sideways = await person.tab.run(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      undefined,
    );
    soft(sideways, `${what} is wider than ${width} px`).toBeLessThanOrEqual(0);
    if (withAxe && LOOKED_AT.includes(width)) {
      soft(await axeFindings(person.tab), `axe, ${what}, ${width} px`).toEqual([]);
    }
  }
}

const test = inAnyEngine.extend<{
  /** Looks at what is on the screen, at every width. */
  expectUsable: (person: Person, what: string, least?: number) => Promise<void>;
}>({
  expectUsable: async ({ withAxe }, use) => {
    await use((person, what, least = 1) => lookAt(person, what, least, withAxe));
  },
});

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

test('the lists and the vehicle', async ({ expectUsable, importer, page, somebody }) => {
  const vehicle = await office(importer, page);
  const deleted = await importer.vehicle({ model: 'Celica', stock_number: 'gone' });
  await importer.api.delete(`/vehicles/${deleted.id}`);
  const staff = await somebody();
  await staff.signIn(importer.admin);
  await staff.visit('/vehicles');
  await staff.reads('Supra');
  await expectUsable(staff, 'vehicles', 8);
  await staff.press('New vehicle');
  await staff.reads('Create vehicle');
  await expectUsable(staff, 'new vehicle', 15);
  await staff.visit('/vehicles?deleted=true');
  await staff.reads('Celica');
  await expectUsable(staff, 'deleted vehicles', 4);
  await staff.visit('/tracking-links');
  await staff.reads('Supra');
  await expectUsable(staff, 'tracking links', 6);
  await staff.visit(`/vehicles/${vehicle.id}`);
  await staff.reads('Paid half in advance.');
  await expectUsable(staff, 'vehicle', 12);
});

test('the dialogs of a vehicle', async ({ expectUsable, importer, page, somebody }) => {
  const vehicle = await office(importer, page);
  const staff = await somebody();
  await staff.signIn(importer.admin);
  await staff.visit(`/vehicles/${vehicle.id}?sheet=tracking-link`);
  await staff.reads('Tracking URL');
  await expectUsable(staff, 'tracking link sheet', 12);
  for (const [button, sentence] of [
    ['Edit', 'Save changes'],
    ['Move stage', 'Move to'],
    ['14 May 2030, change the ETA', 'In your words'],
    ['Delete', 'Cancel'],
    ['Find anything (Ctrl K)', 'Keyboard shortcuts'],
  ] as const) {
    await staff.visit(`/vehicles/${vehicle.id}`);
    await staff.press(button);
    await staff.reads(sentence);
    await expectUsable(staff, `dialog ${button}`, 2);
  }
  await staff.press('Keyboard shortcuts', '[role=option] *');
  await staff.reads('New vehicle');
  await expectUsable(staff, 'shortcuts', 1);
});

test('the settings', async ({ expectUsable, importer, somebody }) => {
  await importer.member('Kim Larsen', 'editor');
  await importer.api.post('/api-keys', { name: 'Website', expires_at: `${importer.day(30)}T12:00:00Z` });
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
    await expectUsable(staff, path, 4);
  }
  for (const [path, button, sentence] of [
    ['members', 'Invite member', 'Create invitation'],
    ['api-keys', 'Create API key', 'Create key'],
    ['webhooks', 'Add endpoint', 'Only some events'],
  ] as const) {
    await staff.visit(`/settings/${path}`);
    await staff.press(button);
    await staff.reads(sentence);
    await expectUsable(staff, `dialog ${button}`, 4);
  }
});

test('what strangers see', async ({ expectUsable, importer, page, scheme, somebody }) => {
  const { url } = await pictured(importer, page, 2);
  const customer = await somebody();
  const isDark = await customer.tab.run(() => matchMedia('(prefers-color-scheme: dark)').matches, undefined);
  expect(isDark, 'the screen is dark').toBe(scheme === 'dark');
  await customer.visit(url);
  await customer.reads('Land Cruiser');
  await customer.ready();
  await expectUsable(customer, 'tracking page', 3);
  await customer.press('Show photo 1 of 3');
  await customer.reads('1 of 3');
  await expectUsable(customer, 'lightbox', 2);
  await customer.visit('/sign-in');
  await customer.reads('Sign in');
  await expectUsable(customer, 'sign-in', 3);
  await customer.visit(await importer.invite(somebodyElse('Kim Larsen'), 'editor'));
  await customer.reads('Join');
  await expectUsable(customer, 'invitation', 2);
});
