// Two people at the same vehicle: nobody overwrites anybody without being told.

import { expect, test } from '../support/fixtures.ts';
import { Sheet } from '../support/sheet.ts';
import type { TrackingLink } from '../support/wire.ts';

test('the second to save the options is told, reloads and saves', async ({ importer, people, watch }) => {
  watch.expect(412, /\/tracking-link$/);
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const path = `/vehicles/${vehicle.id}/tracking-link`;
  const first = await Sheet.open(await people.staff(importer.admin), vehicle);
  const second = await Sheet.open(await people.staff(await importer.member('Kim Larsen', 'editor')), vehicle);

  await first.option('Show photo').uncheck();
  await second.option('Show estimated arrival').uncheck();
  await first.save();
  await second.button('Save options').click();
  await expect(second.dialog.getByText('Somebody else changed this link.')).toBeVisible();
  expect((await importer.api.get<TrackingLink>(path)).options.show_eta).toBe(true);

  await second.button('Reload').click();
  await expect(second.option('Show photo')).not.toBeChecked();
  await expect(second.option('Show estimated arrival')).toBeChecked();
  await second.option('Show estimated arrival').uncheck();
  await second.save();
  const link = await importer.api.get<TrackingLink>(path);
  expect(link.url).toBe(url);
  expect(link.options).toEqual({ show_photo: false, show_eta: false, show_progress: true, show_notes: true });
});

test('the second to create the link gets the one that the first created', async ({ importer, people, watch }) => {
  watch.expect(409, /\/tracking-link$/);
  const vehicle = await importer.vehicle();
  const first = await Sheet.open(await people.staff(importer.admin), vehicle);
  const second = await Sheet.open(await people.staff(await importer.member('Kim Larsen', 'editor')), vehicle);
  await expect(second.button('Create tracking link')).toBeEnabled();
  const url = await first.create();
  await second.button('Create tracking link').click();
  await expect(second.dialog.getByText('Somebody else has just created this link.')).toBeVisible();
  await expect(second.url).toHaveValue(url);
});

test('a sheet that is behind cannot kill the URL that somebody just copied', async ({ importer, people, watch }) => {
  watch.expect(412, /\/regenerate$/);
  const vehicle = await importer.vehicle();
  await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  const late = await Sheet.open(office, vehicle);
  await expect(late.url).toHaveValue(/\/t\//);
  const early = await Sheet.open(await people.staff(await importer.member('Kim Larsen', 'editor')), vehicle);
  const copied = await early.regenerate();

  await late.button('Regenerate').click();
  const question = office.getByRole('dialog', { name: 'Regenerate the URL?' });
  await question.getByRole('button', { name: 'Regenerate URL' }).click();
  await expect(late.dialog.getByText('Somebody else changed this link.')).toBeVisible();
  await late.button('Reload').click();
  await expect(late.url).toHaveValue(copied);
});

test('the second to edit a vehicle is told, and sees the changes of the first', async ({ importer, people, watch }) => {
  watch.expect(412, /\/vehicles\/[^/]+$/);
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  await office.goto(`/vehicles/${vehicle.id}`);
  await office.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Edit' }).click();
  const form = office.getByRole('dialog', { name: 'Edit vehicle' });
  await form.getByLabel('Colour').fill('Black');
  await importer.api.patch(`/vehicles/${vehicle.id}`, { trim: 'VX' });
  await form.getByRole('button', { name: 'Save changes' }).click();
  await expect(form.getByText('Somebody else changed this vehicle.')).toBeVisible();
  await form.getByRole('button', { name: 'Reload' }).click();
  await expect(form.getByLabel('Trim')).toHaveValue('VX');
  await form.getByLabel('Colour').fill('Black');
  await form.getByRole('button', { name: 'Save changes' }).click();
  await expect(form).toBeHidden();
  await expect(office.getByText('Black')).toBeVisible();
});

test('nothing can be entered while the form is filled anew', async ({ importer, people, watch }) => {
  watch.expect(412, /\/vehicles\/[^/]+$/);
  const vehicle = await importer.vehicle();
  const office = await people.staff(importer.admin);
  await office.goto(`/vehicles/${vehicle.id}`);
  await office.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Edit' }).click();
  const form = office.getByRole('dialog', { name: 'Edit vehicle' });
  await form.getByLabel('Colour').fill('Black');
  await importer.api.patch(`/vehicles/${vehicle.id}`, { trim: 'VX' });
  await form.getByRole('button', { name: 'Save changes' }).click();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await office.route(`**/api/v1/vehicles/${vehicle.id}`, async (route) => {
    await held;
    await route.continue();
  });
  await form.getByRole('button', { name: 'Reload' }).click();
  await expect(form.getByLabel('Colour')).toBeDisabled();
  release();
  await expect(form.getByLabel('Colour')).toBeEnabled();
  await expect(form.getByLabel('Trim')).toHaveValue('VX');
});

test('what is set while the options are saved stays to be saved', async ({ importer, people }) => {
  const vehicle = await importer.vehicle();
  await importer.link(vehicle);
  const office = await people.staff(importer.admin);
  const sheet = await Sheet.open(office, vehicle);
  await sheet.option('Show photo').uncheck();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await office.route('**/tracking-link', async (route) => {
    await held;
    await route.continue();
  });
  await sheet.button('Save options').click();
  await sheet.option('Show estimated arrival').uncheck();
  release();
  await expect(sheet.dialog.getByText('Options saved.')).toBeVisible();
  await expect(sheet.option('Show estimated arrival')).not.toBeChecked();
  await sheet.save();
  const link = await importer.api.get<TrackingLink>(`/vehicles/${vehicle.id}/tracking-link`);
  expect(link.options).toMatchObject({ show_photo: false, show_eta: false });
});

// What the header says is between the server and proxies: they weaken it, add to it, or drop it.
for (const [what, change] of [
  ['drops', () => undefined],
  ['weakens', (tag: string) => `W/${tag}`],
  ['replaces', () => '"of-the-proxy"'],
] as const) {
  test(`a proxy that ${what} entity tags hinders no save, and the second is told`, async ({ importer, people, watch }) => {
    watch.expect(412, /\/vehicles\/[^/]+$/);
    const vehicle = await importer.vehicle();
    await importer.link(vehicle);
    const office = await people.staff(importer.admin);
    let changed = 0;
    await office.route('**/api/v1/**', async (route) => {
      const sent = route.request().headers();
      if (!sent.authorization) return route.continue();
      // What fetches here would send the session's cookie too, which the browser does not.
      const response = await route.fetch({ headers: { ...sent, cookie: '' } });
      const { etag, ...headers } = response.headers();
      const tag = etag && change(etag);
      changed += etag ? 1 : 0;
      await route.fulfill({ response, headers: tag ? { ...headers, etag: tag } : headers });
    });
    const sheet = await Sheet.open(office, vehicle);
    await sheet.option('Show photo').uncheck();
    await sheet.save();
    await sheet.option('Show photo').check();
    await sheet.save();
    await sheet.regenerate();

    await office.goto(`/vehicles/${vehicle.id}`);
    await office.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Edit' }).click();
    const form = office.getByRole('dialog', { name: 'Edit vehicle' });
    await form.getByLabel('Colour').fill('Black');
    await importer.api.patch(`/vehicles/${vehicle.id}`, { trim: 'VX' });
    await form.getByRole('button', { name: 'Save changes' }).click();
    await expect(form.getByText('Somebody else changed this vehicle.')).toBeVisible();
    await form.getByRole('button', { name: 'Reload' }).click();
    await form.getByLabel('Colour').fill('Black');
    await form.getByRole('button', { name: 'Save changes' }).click();
    await expect(form).toBeHidden();
    await expect(office.getByText('Black')).toBeVisible();
    expect(changed, 'answers with a tag').toBeGreaterThan(3);
  });
}
