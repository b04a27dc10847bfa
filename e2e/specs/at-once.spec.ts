// Two people at the same vehicle: nobody overwrites anybody without being told.

import { choose } from '../support/choose.ts';
import { expect, test } from '../support/fixtures.ts';
import { Sheet } from '../support/sheet.ts';
import type { TrackingLink } from '../support/wire.ts';

test('what two people set in the options is saved together', async ({ importer, people, watch }) => {
  watch.expect(412, /\/tracking-link$/);
  const vehicle = await importer.vehicle();
  const url = await importer.link(vehicle);
  const path = `/vehicles/${vehicle.id}/tracking-link`;
  const first = await Sheet.open(await people.staff(importer.admin), vehicle);
  const second = await Sheet.open(await people.staff(await importer.member('Kim Larsen', 'editor')), vehicle);

  await first.option('Show photo').uncheck();
  await second.option('Show estimated arrival').uncheck();
  await first.save();
  await second.save();
  await expect(second.option('Show photo')).not.toBeChecked();
  const link = await importer.api.get<TrackingLink>(path);
  expect(link.url).toBe(url);
  expect(link.options).toEqual({
    show_photo: false,
    show_eta: false,
    show_progress: true,
    show_notes: true,
    allow_subscriptions: true,
  });

  // The expiry cannot be both, so the second chooses.
  await first.expiresAt.fill('2099-06-01T12:00');
  await second.expiresAt.fill('2099-07-01T12:00');
  await first.save();
  await second.button('Save options').click();
  const both = second.dialog.getByRole('group', { name: 'Tracking link expires' });
  await expect(both.getByRole('radio', { name: '1 Jul' })).toBeFocused();
  await choose(both, /^1 Jun/);
  await second.save();
  expect((await importer.api.get<TrackingLink>(path)).expires_at).toBe('2099-06-01T10:00:00.000Z');
  await expect(second.expiresAt).toHaveValue('2099-06-01T12:00');
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

test('what two people change in a vehicle is saved together, and what both change is chosen', async ({
  importer,
  people,
  watch,
}) => {
  watch.expect(412, /\/vehicles\/[^/]+$/);
  const vehicle = await importer.vehicle();
  const path = `/vehicles/${vehicle.id}`;
  const office = await people.staff(importer.admin);
  await office.goto(path);
  const form = office.getByRole('dialog', { name: 'Edit vehicle' });
  const save = () => form.getByRole('button', { name: 'Save changes' }).click();
  const edit = () => office.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Edit' }).click();
  await edit();
  await form.getByLabel('Colour').fill('Black');
  await form.getByLabel('Customer phone').fill('+49 170 5550100');
  await importer.api.patch(path, { trim: 'VX', customer: { name: 'Sam Fisher' } });
  await save();
  await expect(form).toBeHidden();
  const saved = await importer.api.get<object>(path);
  expect(saved).toMatchObject({ trim: 'VX', colour: 'Black', customer: { name: 'Sam Fisher', phone: '+49 170 5550100' } });

  await edit();
  await form.getByLabel('Colour').fill('Red');
  await form.getByLabel('Vessel').fill('Tamesis');
  await form.getByLabel(/^ETA/).fill('2099-05-01');
  await importer.api.patch(path, { colour: 'Green', eta: '2099-04-01', trim: 'ZX' });
  await save();
  const colour = form.getByRole('group', { name: 'Colour' });
  const eta = form.getByRole('group', { name: 'ETA' });
  await expect(colour.getByRole('radio', { name: 'Red' })).toBeFocused();
  await expect(colour.getByRole('radio', { name: 'Red' })).toBeChecked();
  await expect(form.getByLabel('Vessel')).toBeHidden();
  await choose(eta, /^1 Apr/);
  await save();
  await expect(form).toBeHidden();
  const chosen = await importer.api.get<object>(path);
  expect(chosen).toMatchObject({ trim: 'ZX', colour: 'Red', eta: '2099-04-01', vessel: 'Tamesis' });
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
    await importer.api.patch(`/vehicles/${vehicle.id}`, { colour: 'Green' });
    await form.getByRole('button', { name: 'Save changes' }).click();
    await expect(form.getByRole('radio', { name: 'Black' })).toBeChecked();
    await form.getByRole('button', { name: 'Save changes' }).click();
    await expect(form).toBeHidden();
    await expect(office.getByText('Black')).toBeVisible();
    expect(changed, 'answers with a tag').toBeGreaterThan(3);
  });
}

test('an edited note is not lost to somebody who edited it meanwhile', async ({ importer, people, watch }) => {
  watch.expect(412, /\/notes\/[^/]+$/);
  const vehicle = await importer.vehicle();
  const note = await importer.api.post<{ id: string }>(`/vehicles/${vehicle.id}/notes`, {
    scope: 'internal',
    body: 'Paid half.',
  });
  const office = await people.staff(importer.admin);
  await office.goto(`/vehicles/${vehicle.id}`);
  await office.getByRole('button', { name: 'Edit note' }).click();
  const dialog = office.getByRole('dialog', { name: 'Edit note' });
  await dialog.getByLabel('Note').fill('Paid in full.');
  await importer.api.patch(`/vehicles/${vehicle.id}/notes/${note.id}`, { body: 'Paid two thirds.' });
  await dialog.getByRole('button', { name: 'Save note' }).click();
  await expect(dialog.getByRole('radio', { name: 'Paid two thirds.' })).toBeVisible();
  await choose(dialog, /^Paid in full/);
  await dialog.getByRole('button', { name: 'Save note' }).click();
  await expect(office.getByText('The note was saved.')).toBeVisible();
  await expect(office.getByRole('listitem').getByText('Paid in full.')).toBeVisible();

  // Who wants to delete it sees what it says now, and is asked again.
  await office.getByRole('button', { name: 'Delete note' }).click();
  const question = office.getByRole('dialog', { name: 'Delete this note?' });
  await importer.api.patch(`/vehicles/${vehicle.id}/notes/${note.id}`, { body: 'Keep this.' });
  await question.getByRole('button', { name: 'Delete note' }).click();
  await expect(question.getByText('Somebody else has just changed this note. This is what it says now.')).toBeVisible();
  await expect(question.getByText('Keep this.')).toBeVisible();
  await question.getByRole('button', { name: 'Delete note' }).click();
  await expect(office.getByText('The note was deleted.')).toBeVisible();
});

test('an ETA and a move are saved beside what somebody else changed, and chosen where both set the date', async ({
  importer,
  people,
  watch,
}) => {
  watch.expect(412, /\/vehicles\/[^/]+(\/stage)?$/);
  const vehicle = await importer.vehicle({ eta: '2030-05-06' });
  const path = `/vehicles/${vehicle.id}`;
  const office = await people.staff(importer.admin);
  await office.goto(path);
  const open = async () => {
    await office.getByRole('button', { name: 'change the ETA' }).click();
    return office.getByRole('dialog', { name: 'Change the ETA' });
  };
  let dialog = await open();
  await dialog.getByLabel(/^ETA/).fill('2030-05-14');
  await choose(dialog, 'Weather');
  await dialog.getByLabel(/^In your words/).fill('A storm.');
  await importer.api.patch(path, { colour: 'Silver' });
  await dialog.getByRole('button', { name: 'Save ETA' }).click();
  await expect(office.getByText('The ETA was changed.')).toBeVisible();
  expect(await importer.api.get(path)).toMatchObject({ eta: '2030-05-14', colour: 'Silver' });

  dialog = await open();
  await dialog.getByLabel(/^ETA/).fill('2030-05-20');
  await dialog.getByLabel(/^In your words/).fill('Another storm.');
  await importer.api.patch(path, { eta: '2030-05-18' });
  await dialog.getByRole('button', { name: 'Save ETA' }).click();
  await expect(dialog.getByRole('radio', { name: '18 May' })).toBeVisible();
  await choose(dialog, /^20 May/);
  await dialog.getByRole('button', { name: 'Save ETA' }).click();
  await expect(dialog).toBeHidden();
  const { data } = await importer.api.get<{ data: { to: string; from: string; remark: string }[] }>(`${path}/eta-changes`);
  expect(data[0]).toMatchObject({ to: '2030-05-20', from: '2030-05-18', remark: 'Another storm.' });

  await office.getByRole('group', { name: 'Actions' }).getByRole('button', { name: 'Move stage' }).click();
  const move = office.getByRole('dialog', { name: 'Move stage' });
  await choose(move, 'In transit');
  await move.getByLabel(/^Vessel/).fill('Morning Calm');
  await importer.api.patch(path, { colour: 'Black' });
  await move.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(office.getByText('Moved to In transit.')).toBeVisible();
  expect(await importer.api.get(path)).toMatchObject({ stage: 'in_transit', vessel: 'Morning Calm', colour: 'Black' });
});
