// The link gets to the customer: from the sheet, from the list, on a phone and on paper.

import type { Page } from '@playwright/test';
import { expect, test } from '../support/fixtures.ts';
import { countPresses } from '../support/presses.ts';
import { Sheet } from '../support/sheet.ts';

/** Gives the page a list to share to, and keeps what it is asked to share. */
const withShareList = async (page: Page): Promise<void> => {
  await page.addInitScript(() => {
    const kept = window as unknown as { shared: unknown[] };
    kept.shared = [];
    navigator.share = async (data) => {
      kept.shared.push(data);
    };
  });
};

/** Whether the browser would ask before it leaves the page. */
const asksToLeave = (page: Page): Promise<boolean> =>
  page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));

test('three presses from a vehicle without a link to a message ready to be sent', async ({ importer, people, isMobile }) => {
  test.skip(isMobile, 'A phone has its own list.');
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  await office.goto(`/vehicles/${vehicle.id}`);
  const sheet = new Sheet(office);
  await expect(office.getByRole('button', { name: 'Tracking link' })).toBeEnabled();
  const presses = await countPresses(office);
  await sheet.press();
  const url = await sheet.create();
  await expect(sheet.button('Copy URL')).toBeFocused();
  const email = sheet.dialog.getByRole('link', { name: 'Email', exact: true });
  await email.click();
  expect(await presses()).toBe(3);

  const message = new URL((await email.getAttribute('href')) ?? '');
  expect([message.protocol, message.pathname]).toEqual(['mailto:', 'sam@customer.example']);
  expect(message.searchParams.get('body')).toContain(`\r\n${url}\r\n`);
  expect(message.searchParams.get('body')).toContain('Harbour Imports');
  const whatsapp = sheet.dialog.getByRole('link', { name: 'WhatsApp', exact: true });
  expect(await whatsapp.getAttribute('href')).toContain('https://wa.me/491705550199?text=');
  const sms = sheet.dialog.getByRole('link', { name: 'SMS', exact: true });
  expect(await sms.getAttribute('href')).toContain('sms:+491705550199?body=');

  await expect(sheet.dialog.getByText('Did you send it by email?')).toBeVisible();
  await sheet.button('Yes, sent').click();
  await expect(sheet.dialog.getByText(/^Sent by email, .+, Alex Weber\.$/)).toBeVisible();
  await sheet.done();
  await sheet.press();
  await expect(sheet.dialog.getByText(/^Sent by email, /)).toBeVisible();
  await sheet.button('It was not sent').click();
  await expect(sheet.dialog.getByText(/^Sent by email, /)).toHaveCount(0);
});

test('the message is in the language of the customer, which is remembered', async ({ importer, people }) => {
  const [first, second] = [await importer.vehicle(), await importer.vehicle({ stock_number: 'HI-0043' })];
  await importer.link(first);
  await importer.link(second);
  const office = await people.staff(importer.admin);
  await withShareList(office);
  const open = async (vehicle: typeof first) => {
    const sheet = await Sheet.open(office, vehicle);
    await sheet.dialog
      .getByRole('button', { name: /^(Share|More ways)$/ })
      .last()
      .click();
    return sheet.dialog;
  };
  let dialog = await open(first);
  const text = dialog.getByLabel('Message', { exact: true });
  await expect(text).toHaveValue(/^Hier sehen Sie jederzeit/);
  const kept = office.waitForResponse((answer) => answer.request().method() === 'PATCH');
  await dialog.getByLabel('Language of the message').selectOption('日本語');
  await expect(text).toHaveValue(/^お車（2021 Toyota Land Cruiser）/);
  expect((await kept).status()).toBe(200);
  dialog = await open(first);
  await expect(dialog.getByLabel('Language of the message')).toHaveValue('ja');
  // It is the customer's, not the vehicle's.
  dialog = await open(second);
  await expect(dialog.getByLabel('Language of the message')).toHaveValue('ja');
  // What is typed stays.
  await dialog.getByLabel('Message', { exact: true }).fill('Hello Sam');
  expect(await dialog.getByRole('link', { name: 'SMS' }).getAttribute('href')).toContain('?body=Hello%20Sam');
});

test('a number without its country code is no way to send', async ({ importer, people }) => {
  const vehicle = await importer.vehicle({ customer: { name: 'Sam Fischer', phone: '0170 5550199' } });
  await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  const sheet = await Sheet.open(office, vehicle);
  await sheet.button('Share').click();
  for (const way of ['WhatsApp', 'SMS']) await expect(sheet.button(way)).toBeDisabled();
  await expect(sheet.dialog.getByText(/with its country code, such as/)).toBeVisible();
  await sheet.button('QR code').click();
  const code = office.getByRole('dialog', { name: 'QR code' });
  await expect(code.getByRole('img', { name: 'QR code of the tracking URL' })).toBeVisible();
  await expect(code.getByText('Harbour Imports')).toBeVisible();
  await expect(code.getByText('2021 Toyota Land Cruiser').first()).toBeVisible();
  await code.getByRole('button', { name: 'Done' }).click();
  await expect(sheet.dialog.getByText('Did the customer get the QR code?')).toBeVisible();
});

test("a phone's own list gets the message", async ({ importer, people, isMobile }) => {
  test.skip(!isMobile, 'A desktop has the ways of the app.');
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  await withShareList(office);
  const sheet = await Sheet.open(office, vehicle);
  const url = await sheet.create();
  await sheet.button('Share').click();
  const shared = await office.evaluate(() => (window as unknown as { shared: unknown[] }).shared);
  expect(shared).toEqual([{ title: 'Ihr Fahrzeug: 2021 Toyota Land Cruiser', text: expect.any(String), url }]);
  await sheet.button('Yes, sent').click();
  await expect(sheet.dialog.getByText(/^Sent in another way, /)).toBeVisible();
});

test("a phone's own list gets what was typed", async ({ importer, people, isMobile }) => {
  test.skip(!isMobile, 'A desktop has the ways of the app.');
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  await withShareList(office);
  const sheet = await Sheet.open(office, vehicle);
  await sheet.button('More ways').click();
  await sheet.dialog.getByLabel('Message', { exact: true }).fill(`Hello Sam, here is your car:\n${url}`);
  await sheet.button('Share').click();
  const shared = await office.evaluate(() => (window as unknown as { shared: unknown[] }).shared);
  // The system puts the URL below the text.
  expect(shared).toEqual([{ title: 'Ihr Fahrzeug: 2021 Toyota Land Cruiser', text: 'Hello Sam, here is your car:', url }]);
  await sheet.button('Yes, sent').click();
  await expect(sheet.dialog.getByText(/^Sent in another way, /)).toBeVisible();
  // It has been sent, so nothing is lost.
  expect(await asksToLeave(office)).toBe(false);
  await sheet.done();
});

test('a message that was changed is not lost when the sheet closes', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  await office.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const sheet = await Sheet.open(office, vehicle);
  const text = sheet.dialog.getByLabel('Message', { exact: true });
  await sheet.button('Share').click();
  await expect(text).toHaveValue(/^Hier sehen Sie jederzeit/);
  expect(await asksToLeave(office)).toBe(false);

  const typed = `Hello Sam\n${url}`;
  await text.fill(typed);
  expect(await asksToLeave(office)).toBe(true);
  const question = office.getByRole('dialog', { name: 'Close without sending?' });
  for (const close of [
    () => office.keyboard.press('Escape'),
    () => sheet.button('Close').click(),
    () => sheet.button('Done').click(),
  ]) {
    await close();
    await expect(question.getByText('The message you changed has not been sent or copied.')).toBeVisible();
    await expect(question.getByRole('button', { name: 'Keep editing' })).toBeFocused();
    await question.getByRole('button', { name: 'Keep editing' }).click();
    await expect(question).toBeHidden();
    await expect(text).toHaveValue(typed);
  }
  // On the clipboard it is safe.
  await sheet.button('Copy message').click();
  await expect(sheet.dialog.getByText('Did you send it?')).toBeVisible();
  expect(await asksToLeave(office)).toBe(false);
  await sheet.done();

  await sheet.press();
  await sheet.button('Share').click();
  await text.fill('Hello again');
  await office.keyboard.press('Escape');
  await question.getByRole('button', { name: 'Discard changes' }).click();
  await expect(sheet.dialog).toBeHidden();
  expect(await asksToLeave(office)).toBe(false);
  await sheet.press();
  await sheet.button('Share').click();
  await expect(text).toHaveValue(/^Hier sehen Sie jederzeit/);
});

test('a message that was changed stays when another language is chosen', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  const sheet = await Sheet.open(office, vehicle);
  await sheet.button('Share').click();
  const text = sheet.dialog.getByLabel('Message', { exact: true });
  const language = sheet.dialog.getByLabel('Language of the message');
  await expect(text).toHaveValue(/^Hier sehen Sie jederzeit/);
  await text.fill(`Hello Sam\n${url}`);
  const choose = async (name: string) => {
    const kept = office.waitForResponse((answer) => answer.request().method() === 'PATCH');
    await language.selectOption(name);
    expect((await kept).status()).toBe(200);
  };
  const take = sheet.button('Use the text in Japanese');
  await choose('日本語');
  await expect(take).toBeVisible();
  await expect(text).toHaveValue(`Hello Sam\n${url}`);
  // Back in the language that it was changed in, there is nothing to offer.
  await choose('Deutsch');
  await expect(sheet.dialog.getByRole('button', { name: /^Use the text in/ })).toHaveCount(0);
  await choose('日本語');
  await take.click();
  await expect(text).toHaveValue(/^お車（2021 Toyota Land Cruiser）/);
  await expect(text).toBeFocused();
  await expect(take).toHaveCount(0);
  await sheet.done();
});

test('the list of links asks before a changed message is lost', async ({ importer, people }) => {
  await importer.link(await importer.vehicle());
  const office = await people.staff(importer.admin);
  await office.goto('/tracking-links');
  const open = office.getByRole('button', { name: 'Share 2021 Toyota Land Cruiser' });
  const dialog = office.getByRole('dialog', { name: 'Share 2021 Toyota Land Cruiser' });
  await open.click();
  // Another language is kept at once: nothing is lost.
  const kept = office.waitForResponse((answer) => answer.request().method() === 'PATCH');
  await dialog.getByLabel('Language of the message').selectOption('日本語');
  expect((await kept).status()).toBe(200);
  await office.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await open.click();
  await dialog.getByLabel('Message', { exact: true }).fill('Hello Sam');
  expect(await asksToLeave(office)).toBe(true);
  const question = office.getByRole('dialog', { name: 'Close without sending?' });
  for (const close of [() => office.keyboard.press('Escape'), () => dialog.getByRole('button', { name: 'Done' }).click()]) {
    await close();
    await question.getByRole('button', { name: 'Keep editing' }).click();
    await expect(dialog.getByLabel('Message', { exact: true })).toHaveValue('Hello Sam');
  }
  await office.keyboard.press('Escape');
  await question.getByRole('button', { name: 'Discard changes' }).click();
  await expect(dialog).toBeHidden();
  expect(await asksToLeave(office)).toBe(false);
});

test('what cannot be kept is said where it was asked', async ({ importer, people, watch }) => {
  watch.expect(503, /\/tracking-link\/sent$/);
  const vehicle = await importer.vehicle();
  await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  const sheet = await Sheet.open(office, vehicle);
  await sheet.button('Share').click();
  await expect(sheet.dialog.getByText('Remembered for this customer.')).toBeVisible();
  await sheet.button('QR code').click();
  await office.getByRole('dialog', { name: 'QR code' }).getByRole('button', { name: 'Done' }).click();
  await office.route('**/tracking-link/sent', (route) => route.fulfill({ status: 503, body: '' }));
  await sheet.button('Yes, sent').click();
  await expect(sheet.dialog.locator('.share__failure').getByRole('alert')).toBeInViewport();
  await office.unroute('**/tracking-link/sent');
  await sheet.button('Yes, sent').click();
  await expect(sheet.dialog.getByText(/^Sent as a QR code, /)).toBeVisible();
  await expect(sheet.dialog.getByRole('alert')).toHaveCount(0);

  const viewer = await people.staff(await importer.member('Robin Diaz', 'viewer'));
  const read = await Sheet.open(viewer, vehicle);
  await read.button('Share').click();
  await expect(read.dialog.getByText(/^Not remembered, because with your role you cannot change/)).toBeVisible();
});

test('the list of links copies and shares in the row', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  await office.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await office.goto('/tracking-links');
  await office.getByRole('button', { name: 'Copy URL of 2021 Toyota Land Cruiser' }).click();
  await expect.poll(() => office.evaluate(() => navigator.clipboard.readText())).toBe(url);
  await office.getByRole('button', { name: 'Share 2021 Toyota Land Cruiser' }).click();
  const dialog = office.getByRole('dialog', { name: 'Share 2021 Toyota Land Cruiser' });
  await expect(dialog.getByText(url)).toBeVisible();
  await expect(dialog.getByRole('link', { name: 'Email', exact: true })).toBeVisible();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(office.getByRole('button', { name: 'Share 2021 Toyota Land Cruiser' })).toBeFocused();
});

test('the answer is where the eye is', async ({ importer, people, watch }) => {
  const vehicle = await importer.vehicle();
  await importer.link(vehicle);
  watch.expect(503, /\/tracking-link$/);
  const office = await people.staff(importer.admin);
  const sheet = await Sheet.open(office, vehicle);
  await sheet.option('Show estimated arrival').uncheck();
  await sheet.save();
  await expect(sheet.dialog.locator('.sheet__notice')).toBeFocused();
  await expect(sheet.dialog.getByText('Options saved.')).toBeInViewport();
  await sheet.regenerate();
  await expect(sheet.button('Copy URL')).toBeFocused();
  await expect(sheet.url).toBeInViewport();
  // Questions start on what changes nothing, and a failure stands in the question.
  await sheet.button('Revoke').click();
  const question = office.getByRole('dialog', { name: 'Revoke this tracking link?' });
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await office.route('**/tracking-link', (route) => route.fulfill({ status: 503, body: '' }));
  await question.getByRole('button', { name: 'Revoke link' }).click();
  await expect(question.getByRole('alert')).toBeVisible();
  await office.unroute('**/tracking-link');
  await question.getByRole('button', { name: 'Revoke link' }).click();
  await expect(question).toBeHidden();
  await expect(sheet.dialog.locator('.sheet__status')).toBeFocused();
  await expect(sheet.dialog.getByText('Revoked by')).toBeInViewport();
});
