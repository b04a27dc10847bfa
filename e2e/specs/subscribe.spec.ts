// A customer asks to be told by mail, is told, and is told nothing once the link is revoked.

import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts';
import { expect, People, test as base } from '../support/fixtures.ts';
import { Importer } from '../support/importer.ts';
import { Mailbox, part, pathIn } from '../support/mailbox.ts';
import { Server } from '../support/server.ts';

interface Mailing {
  mailbox: Mailbox;
  server: Server;
  importer: Importer;
  people: People;
}

const test = base.extend<{ mailing: Mailing }>({
  mailing: async ({ browser, engine, watch }, use) => {
    const mailbox = await Mailbox.open();
    const server = await Server.start(engine, mailbox.settings);
    const people = new People(browser, server, watch);
    await use({ mailbox, server, importer: await Importer.create(server), people });
    await people.leave();
    await server.stop();
    mailbox.close();
  },
});

test('who asks is told in their language, until the link is revoked', async ({ mailing }) => {
  const { mailbox, server, importer, people } = mailing;
  const vehicle = await importer.vehicle({ eta: importer.day(20) });
  const url = await importer.link(vehicle);
  const customer = await people.stranger('de-DE');
  await customer.goto(url);
  const link = customer.getByRole('link', { name: 'In Ihrem Kalender' });
  await expect(link).toHaveAttribute('href', /^webcal:\/\/127\.0\.0\.1:\d+\/api\/v1\/public\/tracking\/[a-z0-9]+\/eta\.ics$/);
  await customer.getByRole('link', { name: 'Per E-Mail' }).click();
  await expect(customer.getByRole('heading', { name: 'Neuigkeiten per E-Mail' })).toBeVisible();
  await expectAccessible(customer, 'the form');
  await expectNoSidewaysScroll(customer, 'the form');
  await customer.getByLabel('Ihre E-Mail-Adresse').fill('sam@customer.example');
  await customer.keyboard.press('Enter');
  await expect(customer.getByRole('heading', { name: 'Sehen Sie in Ihr Postfach' })).toBeVisible();

  const asked = await mailbox.next();
  expect(asked.to).toEqual(['sam@customer.example']);
  await customer.goto(pathIn(asked, '/subscription/'));
  await customer.getByRole('button', { name: 'Ja, sagen Sie mir Bescheid' }).click();
  await expect(customer.getByRole('heading', { name: 'Sie erfahren es' })).toBeVisible();
  await expectAccessible(customer, 'what was confirmed');

  const office = await people.staff(importer.admin);
  await office.goto(`/vehicles/${vehicle.id}?sheet=tracking-link`);
  await expect(office.getByText('1 subscriber is told by e-mail')).toBeVisible();
  // By the clock of the server, so that what the page shows now is known before it changes.
  await expect
    .poll(
      async () =>
        (await importer.api.get<{ subscriber_count: number }>(`/vehicles/${vehicle.id}/tracking-link`)).subscriber_count,
    )
    .toBe(1);
  await server.advance(2);
  await importer.api.patch(`/vehicles/${vehicle.id}`, {
    eta: importer.day(27),
    eta_reason: 'vessel_delayed',
    eta_remark: 'Ein Sturm vor Suez.',
  });
  const told = await mailbox.next();
  const date = new Intl.DateTimeFormat('de-DE', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(importer.day(27)));
  for (const type of ['text/plain', 'text/html']) {
    expect(part(told, type)).toContain(date);
    expect(part(told, type)).toContain('Ein Sturm vor Suez.');
  }
  await customer.goto(pathIn(told, '/t/'));
  await expect(customer.getByRole('heading', { level: 1 })).toBeVisible();

  await importer.api.delete(`/vehicles/${vehicle.id}/tracking-link`);
  await importer.api.patch(`/vehicles/${vehicle.id}`, { eta: importer.day(30) });
  await server.advance(16 * 60);
  // Somebody else's mail comes after everything that was due.
  const other = await importer.vehicle({ stock_number: 'HI-0043' });
  const second = await importer.link(other);
  await customer.goto(`${second}/subscribe`);
  await customer.getByLabel('Ihre E-Mail-Adresse').fill('kim@customer.example');
  await customer.keyboard.press('Enter');
  expect((await mailbox.next()).to).toEqual(['kim@customer.example']);
  expect(mailbox.waiting).toBe(0);
});

test('each mail has a way to end them', async ({ mailing, watch }) => {
  watch.expect(404, /^\/subscription\//);
  const { mailbox, importer, people } = mailing;
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const customer = await people.stranger('en-GB');
  await customer.goto(`${url}/subscribe`);
  await customer.getByLabel('Your e-mail address').fill('sam@customer.example');
  await customer.getByRole('button', { name: 'Send me the confirmation' }).click();
  const confirm = pathIn(await mailbox.next(), '/subscription/');
  await customer.goto(`${confirm}/end`);
  await expect(customer.getByRole('heading', { name: 'End the e-mails?' })).toBeVisible();
  await customer.getByRole('button', { name: 'End the e-mails' }).click();
  await expect(customer.getByRole('heading', { name: 'You will get no more e-mails' })).toBeVisible();
  await expectAccessible(customer, 'what has ended');
  const gone = await customer.goto(confirm);
  expect(gone?.status()).toBe(404);
  await expect(customer.getByRole('heading', { name: 'This link no longer works' })).toBeVisible();
});
