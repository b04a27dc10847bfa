// The photos that a customer gets: which, how many bytes, when, and until when.

import { allowDeath, expectLive, expectNotAvailable } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';
import { allowGone } from '../support/gallery.ts';
import { arrived, change, lookAgain, PICTURE, pictured, picturesOf } from '../support/pictured.ts';

test.beforeEach(({ watch }) => allowGone(watch));

test('the hero photo and the picked ones are shown in their order, with words', async ({ importer, people, server }) => {
  const customer = await people.stranger();
  const { url, photos } = await pictured(importer, customer, 3);
  const strangers: string[] = [];
  customer.on('request', (request) => {
    if (!request.url().startsWith(`${server.url}/`)) {
      strangers.push(request.url());
    }
  });
  await expectLive(customer, url);
  await expect(customer.getByRole('heading', { level: 2, name: 'Photos' })).toBeVisible();
  const shown = picturesOf(customer);
  await expect(shown).toHaveCount(4);
  const words = await shown.evaluateAll((images) => images.map((image) => image.getAttribute('alt')));
  expect(words).toEqual([
    'Photo of 2021 Toyota Land Cruiser',
    'Photo 2 of 2021 Toyota Land Cruiser',
    'Photo 3 of 2021 Toyota Land Cruiser',
    'Photo 4 of 2021 Toyota Land Cruiser',
  ]);
  for (const image of await shown.all()) {
    await image.scrollIntoViewIfNeeded();
    await expect(image).toHaveAttribute('width', '960');
    await expect(image).toHaveAttribute('height', '720');
    await expect(image).toHaveAttribute('srcset', /width=320 320w, .*width=640 640w, .*width=960 960w$/);
  }
  await expect.poll(() => arrived(shown)).toBe(true);
  expect(strangers).toEqual([]);

  // The customer's addresses know nothing of the importer's.
  const html = await customer.content();
  for (const photo of photos) {
    expect(html).not.toContain(photo.id);
  }
});

test('the hero photo comes first and once, in the size of the screen; what is far below waits', async ({ importer, people }) => {
  const customer = await people.stranger();
  const { url } = await pictured(importer, customer, 2);
  // As far below as on a page with a long story.
  await customer.addInitScript(() => {
    const far = new CSSStyleSheet();
    far.replaceSync('.part--photos { margin-block-start: 10000px; }');
    document.adoptedStyleSheets = [far];
  });
  const asked: URL[] = [];
  customer.on('request', (request) => {
    if (PICTURE.test(request.url())) {
      asked.push(new URL(request.url()));
    }
  });
  await expectLive(customer, url);
  const [hero, ...tiles] = await picturesOf(customer).all();
  await expect.poll(() => arrived(hero!)).toBe(true);
  await customer.waitForLoadState('networkidle');
  expect(asked.map(({ search }) => search)).toEqual(['?width=640']);

  // The program takes it out of the document; whoever opens it gets it.
  const html = await (await customer.request.get(url)).text();
  const preload = /<link rel="preload" as="image"[^>]*>/.exec(html)?.[0] ?? '';
  expect(preload).toContain(`imagesrcset="${await hero!.getAttribute('srcset')}"`);
  expect(preload).toContain(`imagesizes="${await hero!.getAttribute('sizes')}"`);
  expect(preload).toContain('fetchpriority="high"');
  await expect(hero!).toHaveAttribute('fetchpriority', 'high');

  await tiles[0]!.scrollIntoViewIfNeeded();
  await expect.poll(() => arrived(picturesOf(customer))).toBe(true);
  expect(asked.map(({ search }) => search).sort()).toEqual(['?width=320', '?width=320', '?width=640']);
});

test('a photo has its place and its colours before it comes, and words when it does not', async ({ importer, people, watch }) => {
  const customer = await people.stranger();
  const { url } = await pictured(importer, customer, 2);
  let letThrough = () => {};
  const open = new Promise<void>((resolve) => (letThrough = resolve));
  await customer.route(PICTURE, async (route) => {
    await open;
    await route.continue();
  });
  await customer.goto(url, { waitUntil: 'commit' });
  const buttons = customer.getByRole('button', { name: /^Show photo/ });
  await expect(buttons).toHaveCount(3);
  const contact = customer.getByText(/^Updated: /);
  const boxes = async () => Promise.all([...(await buttons.all()), contact].map((part) => part.boundingBox()));
  const before = await boxes();
  const colours = buttons.first().locator('svg rect');
  await expect(colours).toHaveCount(12);
  const fills = await colours.evaluateAll((all) => all.map((one) => one.getAttribute('fill')));
  expect(new Set(fills).size, fills.join()).toBeGreaterThan(3);
  letThrough();
  await buttons.last().scrollIntoViewIfNeeded();
  await expect.poll(() => arrived(picturesOf(customer))).toBe(true);
  await customer.evaluate(() => scrollTo(0, 0));
  await expect.poll(boxes).toEqual(before);

  watch.expect(503, PICTURE);
  await customer.unroute(PICTURE);
  await customer.route(PICTURE, (route) => route.fulfill({ status: 503, body: '' }));
  await customer.reload();
  await buttons.last().scrollIntoViewIfNeeded();
  await expect(customer.getByText('This photo cannot be shown right now.')).toHaveCount(3);
  for (const said of await customer.getByText('This photo cannot be shown right now.').all()) {
    await expect(said).toBeVisible();
  }
  await customer.evaluate(() => scrollTo(0, 0));
  await expect.poll(boxes).toEqual(before);
});

test('what is no longer shown is gone from the page and behind its address', async ({ importer, people }) => {
  const customer = await people.stranger();
  const { vehicle, url, photos } = await pictured(importer, customer, 2);
  await expectLive(customer, url);
  const shown = picturesOf(customer);
  const addresses = await shown.evaluateAll((images) => images.map((image) => image.getAttribute('src')!));
  const status = async (address: string | undefined) => (await customer.request.get(address!)).status();
  for (const address of addresses) {
    expect(await status(address)).toBe(200);
  }

  // A picked one is taken out: an open page lets go of it when it looks again.
  await change(importer, vehicle, { photo_ids: [photos[2]!.id] });
  expect(await status(addresses[1])).toBe(404);
  await lookAgain(customer);
  await expect(shown).toHaveCount(2);
  await expect(customer.locator(`[src="${addresses[1]}"]`)).toHaveCount(0);
  await customer.reload();
  await expect(shown).toHaveCount(2);

  // "Show photo" goes off: neither the hero photo nor a word of it is left in the document.
  await change(importer, vehicle, { options: { show_photo: false } });
  expect(await status(addresses[0])).toBe(404);
  await customer.reload();
  await expect(shown).toHaveCount(1);
  await expect(customer.locator('link[rel="preload"][as="image"]')).toHaveCount(0);
  const hero = PICTURE.exec(new URL(addresses[0]!, url).href)?.[1];
  expect(hero).toBeTruthy();
  expect(await customer.content()).not.toContain(hero!);

  // The last one is deleted from the gallery.
  await importer.api.delete(`/vehicles/${vehicle.id}/photos/${photos[2]!.id}`);
  expect(await status(addresses[2])).toBe(404);
  await customer.reload();
  await expect(customer.getByRole('heading', { level: 1, name: '2021 Toyota Land Cruiser' })).toBeVisible();
  await expect(shown).toHaveCount(0);
  await expect(customer.getByRole('heading', { name: 'Photos' })).toHaveCount(0);
});

test('an open page drops its photos when the link dies, and their addresses are dead', async ({ importer, people, watch }) => {
  allowDeath(watch);
  const customer = await people.stranger();
  const { vehicle, url } = await pictured(importer, customer, 1);
  await expectLive(customer, url);
  const addresses = await picturesOf(customer).evaluateAll((images) => images.map((image) => image.getAttribute('src')!));
  expect(addresses).toHaveLength(2);
  await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
  await lookAgain(customer);
  await expectNotAvailable(customer);
  await expect(customer.locator('img')).toHaveCount(0);
  expect(await customer.locator('body').innerHTML()).not.toMatch(PICTURE);
  for (const address of addresses) {
    expect((await customer.request.get(address)).status()).toBe(404);
  }
});
