// The page as the server wrote it, and the program that leaves it alone.

import { expectDocument, expectLive } from '../support/customer.ts';
import { expect, test } from '../support/fixtures.ts';

test('the page is read without JavaScript', async ({ browser, importer }) => {
  const vehicle = await importer.vehicle();
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  const url = await importer.link(vehicle);
  const context = await browser.newContext({ javaScriptEnabled: false });
  const reader = await context.newPage();
  await expectDocument(reader, url);
  await expect(reader.getByText('Loaded in Yokohama.')).toBeVisible();
  await expect(reader.getByRole('heading', { name: 'Progress' })).toBeVisible();
  await expect(reader.getByText(/^Updated: \d{4}-\d{2}-\d{2}/)).toBeVisible();
  await context.close();
});

test('the program leaves what is there alone: nothing is drawn anew, and nothing moves', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  const url = await importer.link(vehicle);
  const customer = await people.stranger();
  // What the document holds before the program runs, and how often the layout shifts.
  await customer.addInitScript(() => {
    const kept: { elements: Element[]; shift: number } = { elements: [], shift: 0 };
    Object.assign(window, { kept });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        kept.shift += (entry as unknown as { value: number }).value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
    document.addEventListener('readystatechange', () => {
      if (document.readyState === 'interactive') {
        kept.elements = [...document.querySelectorAll('#app *')];
      }
    });
  });
  const counted = customer.waitForResponse(/\/views$/);
  await expectLive(customer, url);
  // The program runs once the page open has been counted.
  await counted;
  const result = await customer.evaluate(() => {
    const { kept } = window as unknown as { kept: { elements: Element[]; shift: number } };
    return {
      there: kept.elements.length,
      gone: kept.elements.filter((element) => !element.isConnected).length,
      shift: kept.shift,
    };
  });
  expect(result.there).toBeGreaterThan(40);
  expect(result.gone).toBe(0);
  expect(result.shift).toBe(0);
});

// The bundle leaves out what the program never calls (xtask/src/bundle/slim.rs); a call would trap. Every test of the page looks for
// exceptions; this one shows that a trap is such an exception, and that the customer still has a page.
test('a program that traps is an exception that tests see, and the page stays', async ({ browser, importer }) => {
  const url = await importer.link(await importer.vehicle());
  const context = await browser.newContext();
  const customer = await context.newPage();
  await customer.addInitScript(() => {
    // A module with one function, `t`, whose body is `unreachable`.
    const module = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 116, 0, 0, 10, 5, 1, 3, 0, 0, 11];
    const { instantiate } = WebAssembly;
    WebAssembly.instantiateStreaming = async () => {
      const { instance } = await instantiate(new Uint8Array(module));
      (instance.exports.t as () => void)();
      throw new Error('the trap did not stop it');
    };
  });
  const trapped = customer.waitForEvent('pageerror');
  await expectDocument(customer, url);
  expect((await trapped).message).toMatch(/unreachable/i);
  await expect(customer.getByRole('heading', { name: 'Progress' })).toBeVisible();
  await context.close();
});

test('the page speaks the language of the visitor, from right to left where it is read so', async ({ browser, importer }) => {
  const url = await importer.link(await importer.vehicle());
  for (const [locale, words, direction] of [
    ['ar-EG', 'مركبتك', 'rtl'],
    ['fr-FR', 'Votre véhicule', 'ltr'],
    ['zh-TW', '您的車輛', 'ltr'],
  ] as const) {
    const context = await browser.newContext({ locale });
    const customer = await context.newPage();
    await customer.goto(url);
    await expect(customer.getByText(words, { exact: true })).toBeVisible();
    await expect(customer.locator('html')).toHaveAttribute('dir', direction);
    expect(await customer.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await context.close();
  }
});
