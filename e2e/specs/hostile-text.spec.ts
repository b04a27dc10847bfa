// Text is text: whatever somebody writes into a field, no page runs it.

import { expect, test } from '../support/fixtures.ts';
import { Importer } from '../support/importer.ts';
import { Sheet } from '../support/sheet.ts';

const PAYLOADS = [
  '<script>alert(1)</script>',
  '</script><script>alert(2)</script>',
  '"><img src=x onerror=alert(3)>',
  "'><svg onload=alert(4)>",
  '<!--<script>alert(5)//-->',
  '</title><script>alert(6)</script>',
  '<iframe srcdoc="<script>alert(7)</script>">',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: whoever takes it for a template is what is tested
  '{{data}}{{nonce}}${alert(8)}',
  'javascript:alert(9)',
  '<style>*{display:none}</style>',
  '<base href="https://evil.example/">',
  '<a href="javascript:alert(12)">free car</a>',
  '\\u003cscript\\u003ealert(13)',
];

test('hostile notes are read as they were written', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  for (const payload of PAYLOADS) {
    await importer.note(vehicle, 'customer', payload);
  }
  const url = await importer.link(vehicle);
  const customer = await people.stranger();
  await customer.goto(url);
  for (const payload of PAYLOADS) {
    await expect(customer.getByText(payload, { exact: true })).toBeVisible();
  }
  await expect(customer.locator('main script, main img, main iframe, main style, main base, main a')).toHaveCount(0);

  const office = await people.staff(importer.admin);
  const sheet = await Sheet.open(office, vehicle);
  await sheet.done();
  for (const payload of PAYLOADS) {
    await expect(office.getByText(payload, { exact: true })).toBeVisible();
  }
});

for (const [index, payload] of PAYLOADS.slice(1, 4).entries()) {
  test(`a hostile organisation and vehicle are only names (${index + 1})`, async ({ people, server }) => {
    const importer = await Importer.create(server, payload);
    const vehicle = await importer.vehicle({ make: payload, model: payload, trim: payload, customer: { name: payload } });
    const url = await importer.link(vehicle);
    const title = `2021 ${payload} ${payload}`;

    const customer = await people.stranger();
    await customer.goto(url);
    await expect(customer.getByRole('heading', { level: 1 })).toHaveText(title);
    await expect(customer.getByText(payload, { exact: true }).first()).toBeVisible();
    await expect(customer).toHaveTitle(`${title} · ${payload}`);

    const office = await people.staff(importer.admin);
    await office.goto(`/vehicles?q=${encodeURIComponent(payload)}`);
    await office.getByRole('link', { name: title, exact: true }).click();
    await expect(office.getByRole('heading', { level: 1 })).toHaveText(title);
  });
}
