// What stands between a customer and the page: proxies that rewrite, hold back or fall silent; translators and extensions;
// blockers; browsers without WebAssembly. Whatever it is, a dead link is not shown, and nothing untrue is read.

import type { Page } from '@playwright/test';
import { expectDocument, expectLive, expectNotAvailable } from '../support/customer.ts';
import { test as base, expect } from '../support/fixtures.ts';
import type { Importer } from '../support/importer.ts';
import { Meddler } from '../support/meddler.ts';
import type { TrackingLink, Vehicle } from '../support/wire.ts';

const test = base.extend<{ meddler: Meddler; customer: Page }>({
  meddler: async ({ server }, use) => {
    const meddler = await Meddler.start(server.url);
    await use(meddler);
    await meddler.stop();
  },
  // Browsers write into the console what is refused or altered on its way, so nobody watches.
  customer: async ({ browser }, use) => {
    const context = await browser.newContext();
    await use(await context.newPage());
    await context.close();
  },
});

const TITLE = '2021 Toyota Land Cruiser';

/** What proxies do to documents. */
const REWRITTEN: Record<string, (html: string) => string> = {
  'email addresses are hidden': (html) =>
    html.replace(/[\w.]+@[\w.]+\w(?=<)/g, '<span class="__cf_email__" data-cfemail="00">[email&#160;protected]</span>'),
  'comments are taken out': (html) => html.replace(/<!--[\s\S]*?-->/g, ''),
  'white space is added between elements': (html) => html.replace(/></g, '>\n  <'),
  'white space is added after every bracket, also in scripts and style sheets': (html) => html.replace(/>/g, '> '),
  'white space is folded': (html) => html.replace(/\s+/g, ' '),
  'scripts in the document are taken out': (html) => html.replace(/<script>[\s\S]*?<\/script>/g, ''),
  'the data is taken out': (html) => html.replace(/<script type="application\/json"[\s\S]*?<\/script>/, ''),
  'templates are taken out': (html) => html.replace(/<template[\s\S]*?<\/template>/g, ''),
  'another script is put in': (html) => html.replace('<head>', '<head><script>document.title = "altered";</script>'),
  'the page is put into another element': (html) =>
    html.replace(/<body([^>]*)>/, '<body$1><div id="wrapper"><p>Seen by your network.</p>').replace('</body>', '</div></body>'),
  'every text is wrapped': (html) =>
    html.replace(/(<(?:p|span|h1|h2|li|bdi)\b[^>]*>)([^<]+)</g, '$1<font><font>$2</font></font><'),
};

for (const [name, rewrite] of Object.entries(REWRITTEN)) {
  test(`a proxy alters the page: ${name}`, async ({ importer, customer, meddler }) => {
    meddler.meddling = { rewrite };
    await importer.api.patch('/organization', { contact_email: 'hello@harbour.example' });
    const vehicle = await importer.vehicle();
    const url = await importer.link(vehicle);
    await expectDocument(customer, meddler.through(url), TITLE);
    await expect.poll(() => viewsOf(importer, vehicle)).toBe(1);
    await expect(customer.locator('html[data-ready]')).toHaveCount(1);
    await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
    await expect(customer.getByText('Loaded in Yokohama.')).toBeVisible();
    await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
    await expectNotAvailable(customer);
  });
}

/** What is done to the texts of an open page. */
const TEXTS: Record<string, () => void> = {
  'wrapped, as translators do': () => {
    for (const node of texts()) {
      const font = document.createElement('font');
      node.replaceWith(font);
      font.append(node);
    }
  },
  'replaced by others': () => {
    for (const node of texts()) {
      const font = document.createElement('font');
      font.textContent = `« ${node.data} »`;
      node.replaceWith(font);
    }
  },
  'split, as phone-number detectors do': () => {
    for (const node of texts()) {
      if (node.data.length > 3) {
        const link = document.createElement('a');
        link.append(node.splitText(2));
        node.after(link);
      }
    }
  },
  'copied beside the page': () => {
    const copy = document.createElement('aside');
    copy.textContent = texts()
      .map((node) => node.data)
      .join(' ');
    document.body.append(copy);
  },
  'put into a copy of the page': () => {
    const main = document.querySelector('main')!;
    main.replaceWith(main.cloneNode(true));
  },
  'merged into one': () => {
    for (const element of document.querySelectorAll('main p, main h1, main h2, main time')) {
      // biome-ignore lint/correctness/noSelfAssign: its nodes become one
      element.textContent = element.textContent;
    }
  },
};

/** How often the link was opened, as staff are told. */
async function viewsOf(importer: Importer, vehicle: Vehicle): Promise<number> {
  const link = await importer.api.get<TrackingLink>(`/vehicles/${vehicle.id}/tracking-link`);
  return link.views.count;
}

declare const texts: () => Text[];

/** What the page says: what is seen of it, and its title. */
async function said(page: Page): Promise<string[]> {
  const text = await page.evaluate(() => `${document.title}\n${document.body.innerText}`);
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('This page has just been updated') && line !== 'New');
}

for (const [name, alter] of Object.entries(TEXTS)) {
  test(`texts of an open page are ${name}: what is read is true`, async ({ importer, customer, browser }) => {
    const vehicle = await importer.vehicle({ eta: '2031-05-14' });
    await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
    const url = await importer.link(vehicle);
    await customer.addInitScript(() => {
      const all = () => {
        const walker = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT);
        const found: Node[] = [];
        while (walker.nextNode()) {
          found.push(walker.currentNode);
        }
        return found;
      };
      Object.assign(window, { texts: all });
    });
    await expectLive(customer, url, TITLE);
    const context = await browser.newContext();
    const other = await context.newPage();
    const changes = [
      () => importer.api.patch(`/vehicles/${vehicle.id}`, { eta: '2031-06-01', eta_reason: 'vessel_delayed' }),
      () => importer.api.put(`/vehicles/${vehicle.id}/stage`, { stage: 'arrived', arrived_on: '2026-05-14' }),
      () => importer.note(vehicle, 'customer', 'Through customs.'),
      () =>
        importer.api.patch(`/vehicles/${vehicle.id}/tracking-link`, {
          options: { show_photo: true, show_eta: true, show_progress: true, show_notes: false },
        }),
      () => importer.api.patch(`/vehicles/${vehicle.id}`, { model: 'Hilux' }),
    ];
    for (const change of changes) {
      await customer.evaluate(alter);
      await change();
      await other.goto(url);
      await expect.poll(() => said(customer)).toEqual(await said(other));
    }
    await customer.evaluate(alter);
    await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
    await expectNotAvailable(customer);
    await context.close();
  });
}

test('texts that were altered before the program starts make no difference', async ({ importer, customer }) => {
  const vehicle = await importer.vehicle({ eta: '2031-05-14' });
  const url = await importer.link(vehicle);
  await customer.addInitScript(() =>
    addEventListener('DOMContentLoaded', () => {
      for (const element of document.querySelectorAll('main *')) {
        for (const node of [...element.childNodes].filter((child) => child.nodeType === Node.TEXT_NODE)) {
          const font = document.createElement('font');
          node.replaceWith(font);
          font.append(node);
        }
      }
    }),
  );
  await expectLive(customer, url, TITLE);
  await importer.api.patch(`/vehicles/${vehicle.id}`, { eta: '2031-06-01' });
  await expect(customer.getByText('1 June 2031').or(customer.getByText('1. Juni 2031'))).toBeVisible();
  await expect(customer.getByText(/14\.? (May|Mai) 2031/).first()).toBeVisible();
  await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
  await expectNotAvailable(customer);
});

/** What keeps the program away, and what the page then still has. */
const WITHOUT: Record<string, { refuse?: RegExp; holdStreams?: boolean; silent?: RegExp; noWasm?: boolean }> = {
  'every asset is refused': { refuse: /^\/assets\// },
  'the WebAssembly is refused': { refuse: /\.wasm$/ },
  'the event stream is refused': { refuse: /\/updates$/ },
  'the event stream is held back': { holdStreams: true },
  'the event stream is never answered': { silent: /\/updates$/ },
  'the assets are never answered': { silent: /^\/assets\// },
  'the browser has no WebAssembly': { noWasm: true },
};

for (const [name, { noWasm, ...meddling }] of Object.entries(WITHOUT)) {
  test(`${name}: the page follows its link within a minute`, async ({ importer, customer, meddler }) => {
    meddler.meddling = meddling;
    const vehicle = await importer.vehicle();
    const url = await importer.link(vehicle);
    if (noWasm) {
      await customer.addInitScript(() => Reflect.deleteProperty(window, 'WebAssembly'));
    }
    await customer.clock.install();
    // A document whose scripts are never answered is not loaded, and works all the same.
    await customer.goto(meddler.through(url), { waitUntil: 'commit' });
    await expect(customer.getByRole('heading', { level: 1, name: TITLE })).toBeVisible();
    await expect.poll(() => viewsOf(importer, vehicle)).toBe(1);
    await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
    await customer.clock.runFor(61_000);
    await expect(customer.getByText('Loaded in Yokohama.')).toBeVisible();
    await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
    await customer.clock.runFor(61_000);
    await expectNotAvailable(customer);
  });
}

test('who switched scripts off has a page that reads itself again', async ({ browser, importer }) => {
  const url = await importer.link(await importer.vehicle());
  const context = await browser.newContext({ javaScriptEnabled: false });
  const reader = await context.newPage();
  await expectDocument(reader, url, TITLE);
  const seconds = await reader.locator('meta[http-equiv=refresh]').getAttribute('content');
  expect(Number(seconds)).toBeGreaterThan(0);
  expect(Number(seconds)).toBeLessThanOrEqual(90);
  await context.close();
});

test('what could not be checked for a day is hidden, and comes back when it can be', async ({ importer, customer, meddler }) => {
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  await customer.clock.install();
  await expectDocument(customer, meddler.through(url), TITLE);
  await expect(customer.getByText('Checked just now')).toBeVisible();
  meddler.meddling = { refuse: /\/api\// };
  await customer.clock.runFor(300_000);
  await expect(customer.getByText('You are offline; this may be out of date.')).toBeVisible();
  await expect(customer.getByText(/Checked \d minutes ago/)).toBeVisible();
  await expect(customer.getByRole('heading', { level: 1, name: TITLE })).toBeVisible();
  await customer.clock.fastForward(86_400_000);
  await customer.clock.runFor(20_000);
  await expect(customer.getByRole('heading', { level: 1, name: 'No connection' })).toBeVisible();
  await expect(customer.getByText(TITLE)).toBeHidden();
  meddler.meddling = {};
  await customer.getByRole('button', { name: 'Try again' }).click();
  await expect(customer.getByRole('heading', { level: 1, name: TITLE })).toBeVisible();
  await expect(customer.getByText('No connection')).toBeHidden();
  meddler.meddling = { refuse: /\/api\// };
  await customer.clock.fastForward(90_000_000);
  await customer.clock.runFor(20_000);
  await expect(customer.getByText(TITLE)).toBeHidden();
  meddler.meddling = {};
  await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
  await customer.getByRole('button', { name: 'Try again' }).click();
  await expectNotAvailable(customer);
});

test('eight pages are open in one browser over HTTP/1.1, and all follow their links', async ({ browser, importer, meddler }) => {
  const vehicle = await importer.vehicle();
  const url = meddler.through(await importer.link(vehicle));
  const other = await importer.vehicle({ model: 'Hilux', stock_number: 'HI-0043' });
  const another = meddler.through(await importer.link(other));
  const context = await browser.newContext();
  const pages: Page[] = [];
  for (let index = 0; index < 8; index += 1) {
    const page = await context.newPage();
    pages.push(page);
    await expectLive(page, index % 2 === 0 ? url : another, index % 2 === 0 ? TITLE : '2021 Toyota Hilux');
  }
  expect(meddler.streams).toBeLessThanOrEqual(2);
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  for (const page of pages.filter((_, index) => index % 2 === 0)) {
    await expect(page.getByText('Loaded in Yokohama.')).toBeVisible();
  }
  await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
  await importer.api.delete(`/vehicles/${other.id}/tracking-link`);
  for (const page of pages) {
    await expectNotAvailable(page);
  }
  await context.close();
});

test('a hidden page gives its stream back, and catches up when it is seen again', async ({ importer, customer, meddler }) => {
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  await expectLive(customer, meddler.through(url), TITLE);
  await expect.poll(() => meddler.streams).toBe(1);
  const turn = (state: string) =>
    customer.evaluate((visibility) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibility });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    }, state);
  await turn('hidden');
  await expect.poll(() => meddler.streams).toBe(0);
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama.');
  await turn('visible');
  await expect(customer.getByText('Loaded in Yokohama.')).toBeVisible();
  await expect.poll(() => meddler.streams).toBe(1);
  await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
  await expectNotAvailable(customer);
});
