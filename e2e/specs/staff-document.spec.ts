// The document of the staff app: what it shows and does before the program is there, and what becomes of it then.

import type { Page, Route } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';

/** Keeps the program away until it is let go. */
async function holdProgram(page: Page): Promise<() => Promise<void>> {
  const held: Route[] = [];
  let isHeld = true;
  await page.route('**/assets/staff-*.wasm', async (route) => {
    if (isHeld) {
      held.push(route);
    } else {
      await route.continue();
    }
  });
  return async () => {
    isHeld = false;
    await Promise.all(held.map((route) => route.continue()));
  };
}

/** The program has taken the place of what the document showed. */
const ofProgram = (page: Page) => page.locator('#app:not(:has([data-early]))');

test('what is typed into the sign-in before the program is there is not lost', async ({ importer, people }) => {
  const page = await people.stranger();
  const letGo = await holdProgram(page);
  await page.goto('/vehicles');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(page.getByLabel('Email address')).toBeFocused();
  await page.keyboard.type(importer.admin.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type(importer.admin.password.slice(0, 6));
  await letGo();
  await expect(ofProgram(page).getByLabel('Password')).toBeFocused();
  await page.keyboard.type(importer.admin.password.slice(6));
  await expect(page.getByLabel('Email address')).toHaveValue(importer.admin.email);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Vehicles', level: 1 })).toBeVisible();
});

test('a sign-in that is sent before the program is there is sent when it is', async ({ importer, people }) => {
  const page = await people.stranger();
  const letGo = await holdProgram(page);
  await page.goto('/sign-in');
  await page.getByLabel('Email address').fill(importer.admin.email);
  await page.getByLabel('Password').fill(importer.admin.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: 'Sign in' })).toHaveAttribute('aria-busy', 'true');
  expect(new URL(page.url()).pathname, 'nothing is sent to the document').toBe('/sign-in');
  await letGo();
  await expect(page.getByText('No vehicles yet')).toBeVisible();
});

for (const [name, path, first, shown] of [
  ['list', '/vehicles', '/api/v1/vehicles', 'Pearl white'],
  ['vehicle', '/vehicles/{id}', '/api/v1/vehicles/{id}', 'JTMHX01J8L4198295'],
] as const) {
  test(`the ${name} is asked for before the program is there, and once`, async ({ importer, people }) => {
    const { id } = await importer.vehicle();
    const page = await people.staff(importer.admin);
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname, search } = new URL(request.url());
      if (pathname.startsWith('/api/')) {
        asked.push(pathname + search);
      }
    });
    const letGo = await holdProgram(page);
    const answered = page.waitForResponse((response) => new URL(response.url()).pathname === first.replace('{id}', id));
    await page.goto(path.replace('{id}', id));
    await answered;
    await letGo();
    await expect(page.getByText(shown)).toBeVisible();
    await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
    await page.waitForLoadState('networkidle');
    expect(
      asked.filter((url) => asked.indexOf(url) !== asked.lastIndexOf(url)),
      'asked for twice',
    ).toEqual([]);
    expect(asked).toContain('/api/v1/session/refresh');
  });
}

/** What the frame says and where it stands. */
async function frameOf(page: Page) {
  return page.evaluate(() => {
    const places = [...document.querySelectorAll('.shell__brand, .shell__link, main h1, .search, .filters select')];
    return places.map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      const text = element.querySelector('.shell__count') ? '' : (element.textContent ?? '').trim();
      const link = [element.getAttribute('href'), element.getAttribute('aria-current')];
      return { text, link, place: [x, y, width, height].map(Math.round) };
    });
  });
}

for (const [path, heading] of [
  ['/vehicles', 'Vehicles'],
  ['/tracking-links', 'Tracking links'],
] as const) {
  test(`the frame of ${path} is that of the program, in the same place`, async ({ importer, people }) => {
    const page = await people.staff(importer.admin);
    const letGo = await holdProgram(page);
    await page.goto(path);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await page.evaluate(() => document.fonts.ready);
    const before = await frameOf(page);
    expect(before.length).toBeGreaterThan(5);
    await letGo();
    await expect(page.getByRole('button', { name: 'Sign out' })).toBeVisible();
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    expect((await frameOf(page)).slice(0, before.length)).toEqual(before);
  });
}

test('a part that does not come says so, and comes when it is asked for again', async ({ importer, people, watch }) => {
  const page = await people.staff(importer.admin);
  await page.goto('/vehicles');
  await expect(page.getByText('No vehicles yet')).toBeVisible();
  const parts = '**/assets/staff-office-*.wasm';
  await page.route(parts, (route) => route.abort());
  await page.getByRole('link', { name: 'Settings' }).click();
  await expect(page.getByText('could not be loaded')).toBeVisible();
  await page.unroute(parts);
  await page.getByRole('button', { name: 'Retry' }).click();
  await expect(page.getByRole('tab', { name: 'Members' }).or(page.getByRole('link', { name: 'Members' }))).toBeVisible();
  // What the browser itself says of it is expected.
  watch.complaints.splice(0);
});

test('an app that is older than the server follows it when a part is gone', async ({ importer, people, watch }) => {
  const page = await people.staff(importer.admin);
  await page.goto('/vehicles');
  await expect(page.getByText('No vehicles yet')).toBeVisible();
  await page.route('**/assets/staff-office-*.wasm', (route) => route.fulfill({ status: 404 }));
  // The document names another script, as that of a new version does; it is the same script here.
  let documents = 0;
  await page.route('**/settings/organization', async (route) => {
    documents += 1;
    const response = await route.fetch();
    const body = (await response.text()).replace(/\/assets\/(staff-[0-9a-f]+\.js)/, '/assets/staff-0123.js?$1');
    await route.fulfill({ response, body });
  });
  await page.route('**/assets/staff-0123.js*', (route) =>
    route.continue({ url: `${new URL(route.request().url()).origin}/assets/${route.request().url().split('?')[1]}` }),
  );
  await page.getByRole('link', { name: 'Settings' }).click();
  // Asked, loaded anew, and asked again by the new one, which has no other to follow.
  await expect.poll(() => documents).toBe(3);
  await expect(page.getByText('could not be loaded')).toBeVisible();
  await page.unroute('**/assets/staff-office-*.wasm');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Organization' })).toBeVisible();
  watch.complaints.splice(0);
});
