// The staff app where it cannot start: it says so, and what to do.

import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { StaticHost } from '../support/static-host.ts';
import type { Watch } from '../support/watch.ts';

const ENGINE = 'This browser cannot run ImportOps';
const LOAD = 'ImportOps has not started';

/** What the browser itself says of a part that did not come is expected here. */
function allowComplaints(watch: Watch): void {
  watch.complaints.splice(0);
}

async function expectTold(page: Page, heading: string): Promise<void> {
  await expect(page.getByRole('heading', { name: heading })).toBeVisible();
  await expect(page.locator('.spinner')).toBeHidden();
  await expect(page.getByRole('link', { name: 'reload the page' }).filter({ visible: true })).toHaveCount(1);
}

test('without WebAssembly it says so at once, and names the exception of Lockdown Mode', async ({ people, watch }) => {
  const page = await people.stranger();
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'));
  await page.goto('/vehicles');
  await expectTold(page, ENGINE);
  await expect(page.getByText('In Lockdown Mode on an iPhone, iPad or Mac')).toBeVisible();
  await expect(page.getByText(LOAD)).toBeHidden();
  allowComplaints(watch);
});

for (const part of ['js', 'wasm']) {
  test(`where the ${part} does not come it says so at once, and a reload helps`, async ({ people, watch }) => {
    const page = await people.stranger();
    const assets = `**/assets/*.${part}`;
    await page.route(assets, (route) => route.abort());
    await page.goto('/vehicles');
    await expectTold(page, LOAD);
    await page.unroute(assets);
    await page.getByRole('link', { name: 'reload the page' }).filter({ visible: true }).click();
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    allowComplaints(watch);
  });
}

test('on a static host, whose policy allows no script in a document, the style sheet says it after a while', async ({
  people,
  server,
  watch,
}) => {
  const host = await StaticHost.start(server.url);
  try {
    const page = await people.stranger();
    await page.route('**/assets/*.js', (route) => route.abort());
    await page.goto(host.url);
    const note = page.getByRole('heading', { name: LOAD });
    await expect(note).toBeHidden();
    // The clock of animations is not the page's.
    await page.evaluate(() => {
      for (const animation of document.getAnimations()) {
        if (animation.effect?.getComputedTiming().endTime !== Infinity) {
          animation.finish();
        }
      }
    });
    await expect(note).toBeVisible();
    expect(watch.complaints.filter((complaint) => complaint.includes('security policy'))).toEqual([]);
    // What it still loads would break off with the host.
    await page.close();
    allowComplaints(watch);
  } finally {
    await host.stop();
  }
});

test('an app that starts says nothing of it', async ({ people }) => {
  const page = await people.stranger();
  await page.goto('/vehicles');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(page.getByText(LOAD)).toHaveCount(0);
  await expect(page.locator('html')).not.toHaveAttribute('data-trouble');
});
