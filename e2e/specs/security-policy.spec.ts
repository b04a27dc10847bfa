// The policy that the pages are served with, as its critics read it, and what it keeps others from doing.

import { CspEvaluator } from 'csp_evaluator/dist/evaluator.js';
import { Severity } from 'csp_evaluator/dist/finding.js';
import { CspParser } from 'csp_evaluator/dist/parser.js';
import { expect, test } from '../support/fixtures.ts';

test("Google's evaluator finds nothing in the policies of our pages", async ({ importer, people, server }) => {
  const { request } = await people.stranger();
  const url = await importer.link(await importer.vehicle());
  for (const path of [url, `${server.url}/t/aaaaaaaaaaaaaaaaaaaaaaaaaa`, `${server.url}/`]) {
    const policy = (await request.get(path)).headers()['content-security-policy'] ?? '';
    expect(policy, path).toContain("default-src 'none'");
    const findings = new CspEvaluator(new CspParser(policy).csp).evaluate();
    expect(
      findings.filter(({ severity }) => severity <= Severity.MEDIUM_MAYBE),
      path,
    ).toEqual([]);
  }
  const weak = new CspEvaluator(new CspParser("script-src 'self'").csp).evaluate();
  expect(
    weak.some(({ severity }) => severity <= Severity.MEDIUM_MAYBE),
    'the evaluator can find something',
  ).toBe(true);
});

test('no other page can show ours in a frame', async ({ browser, importer }) => {
  const url = await importer.link(await importer.vehicle());
  const headersOf: Record<string, string[]> = { ours: [], none: ['content-security-policy', 'x-frame-options'] };
  for (const [policy, without] of Object.entries(headersOf)) {
    // Its console says what is refused, so it is a context that nobody watches.
    const context = await browser.newContext();
    const elsewhere = await context.newPage();
    await elsewhere.route('http://elsewhere.example/', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<iframe src="${url}"></iframe>` }),
    );
    await elsewhere.route(url, async (route) => {
      const response = await route.fetch();
      const kept = Object.entries(response.headers()).filter(([name]) => !without.includes(name));
      await route.fulfill({ response, headers: Object.fromEntries(kept) });
    });
    await elsewhere.goto('http://elsewhere.example/');
    const [frame] = elsewhere.frames().slice(1);
    // What the browser shows instead has an address of its own. Without our headers the page would be shown.
    await expect.poll(() => frame?.url(), policy).toBe(policy === 'none' ? url : 'chrome-error://chromewebdata/');
    await context.close();
  }
});

test('a browser tells the server what it kept a page from doing', async ({ browser, importer, server }) => {
  const url = await importer.link(await importer.vehicle());
  for (const page of [url, `${server.url}/sign-in`]) {
    // Its console says what is refused, so it is a context that nobody watches.
    const context = await browser.newContext();
    const customer = await context.newPage();
    await customer.goto(page);
    const reported = customer.waitForRequest(`${server.url}/api/security-reports`);
    await customer.evaluate(() => {
      document.body.insertAdjacentHTML('beforeend', `<p onclick="document.title = 'taken over'"></p>`);
      document.body.querySelector('p[onclick]')?.dispatchEvent(new MouseEvent('click'));
    });
    const report = await reported;
    expect(report.headers()['content-type']).toBe('application/csp-report');
    expect((await report.response())?.status()).toBe(204);
    await expect(customer).not.toHaveTitle('taken over');
    await context.close();
  }
});
