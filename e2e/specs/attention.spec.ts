// What needs attention: the tabs with their counts, the orders of the list, and the way back to it.

import { expectAccessible, expectNoSidewaysScroll } from '../support/accessible.ts';
import { expect, test } from '../support/fixtures.ts';

test('each tab lists what it counts, and an empty one says something good', async ({ importer, people }) => {
  const late = await importer.vehicle({ model: 'Alphard', stock_number: 'A-2', eta: importer.day(-3) });
  const soon = await importer.vehicle({ model: 'Supra', stock_number: 'A-1', eta: importer.day(5) });
  await importer.link(late);
  await importer.link(soon);
  const office = await people.staff(importer.admin);
  await office.goto('/vehicles');
  const tabs = office.getByRole('navigation', { name: 'What needs attention' });
  const rows = office.getByRole('table', { name: 'Vehicles' }).getByRole('link');
  await expect(tabs.getByRole('link')).toHaveText([
    'All 2',
    'Overdue 1',
    'Arriving this week 1',
    'No link 0',
    'Customer has not seen the last change 0',
  ]);
  await expect(tabs.getByRole('link', { name: 'All' })).toHaveAttribute('aria-current', 'page');

  await tabs.getByRole('link', { name: 'Overdue' }).click();
  await expect(office).toHaveURL(/\/vehicles\?attention=overdue$/);
  await expect(rows).toHaveText(['2021 Toyota Alphard']);
  await expect(office.getByRole('status').filter({ hasText: '1 vehicle' })).toBeVisible();
  await expect(office.getByText('3 days overdue')).toBeVisible();
  await expectAccessible(office, 'overdue vehicles');
  await expectNoSidewaysScroll(office, 'overdue vehicles');
  await tabs.getByRole('link', { name: 'Arriving' }).click();
  await expect(rows).toHaveText(['2021 Toyota Supra']);
  await expect(office.getByText('in 5 days')).toBeVisible();
  await tabs.getByRole('link', { name: 'No link' }).click();
  await expect(office.getByText('Every vehicle has a link')).toBeVisible();

  await importer.note(late, 'customer', 'Loaded in Yokohama.');
  await tabs.getByRole('link', { name: 'Customer has not seen' }).click();
  await expect(rows).toHaveText(['2021 Toyota Alphard']);
  await expect(tabs.getByRole('link', { name: 'Customer has not seen' })).toHaveText(/ 1$/);
  await office.goBack();
  await expect(office.getByText('Every vehicle has a link')).toBeVisible();
});

test('the tab of what is listed is in sight, also after a load on a narrow screen', async ({ importer, people }) => {
  await importer.vehicle();
  const office = await people.staff(importer.admin);
  await office.setViewportSize({ width: 390, height: 844 });
  await office.goto('/vehicles?attention=unseen_change');
  const tabs = office.getByRole('navigation', { name: 'What needs attention' });
  const last = tabs.getByRole('link', { name: 'Customer has not seen' });
  await expect(last).toHaveText(/ 0$/);
  await expect(last).toBeInViewport({ ratio: 0.99 });
  expect(await office.evaluate(() => window.scrollY)).toBe(0);
  await tabs.getByRole('link', { name: 'All' }).click();
  await expect(tabs.getByRole('link', { name: 'All' })).toBeInViewport({ ratio: 0.99 });
  await office.goBack();
  await expect(last).toBeInViewport({ ratio: 0.99 });
});

test('the list is sorted by what its head says, also after a reload', async ({ importer, people }) => {
  await importer.vehicle({ model: 'Alphard', stock_number: 'A-2', eta: importer.day(9) });
  await importer.vehicle({ model: 'Supra', stock_number: 'A-1', eta: importer.day(12) });
  const office = await people.staff(importer.admin);
  await office.goto('/vehicles');
  const table = office.getByRole('table', { name: 'Vehicles' });
  const [alphard, supra] = ['2021 Toyota Alphard', '2021 Toyota Supra'];
  const sorted = async (by: string, direction: string | undefined, names: string[]) => {
    await table.getByRole('button', { name: by }).click();
    const head = table.getByRole('columnheader').filter({ has: office.getByRole('button', { name: by }) });
    await (direction === undefined
      ? expect(head).not.toHaveAttribute('aria-sort')
      : expect(head).toHaveAttribute('aria-sort', direction));
    await expect(table.getByRole('link')).toHaveText(names);
  };
  await sorted('Arrival', 'ascending', [alphard, supra]);
  await sorted('Arrival', 'descending', [supra, alphard]);
  await sorted('Arrival', undefined, [supra, alphard]);
  await sorted('Updated', 'descending', [supra, alphard]);
  await sorted('Stage', 'ascending', [alphard, supra]);
  await sorted('Stock number', 'ascending', [supra, alphard]);
  await sorted('Stock number', 'descending', [alphard, supra]);
  await office.reload();
  await expect(office).toHaveURL(/sort=-stock_number/);
  await expect(table.getByRole('link')).toHaveText([alphard, supra]);
});

for (const way of ['the browser', 'the page']) {
  test(`back by ${way} the list stands as it was left`, async ({ importer, people }) => {
    for (let number = 0; number < 30; number += 1) {
      await importer.vehicle({ stock_number: `HI-${number}` });
    }
    const office = await people.staff(importer.admin);
    await office.goto('/vehicles?q=cruiser&sort=stock_number');
    const rows = office.getByRole('table', { name: 'Vehicles' }).getByRole('link');
    await expect(rows).toHaveCount(25);
    await office.getByRole('button', { name: 'Load more' }).click();
    await expect(rows).toHaveCount(30);
    await rows.nth(20).scrollIntoViewIfNeeded();
    const stood = await office.evaluate(() => window.scrollY);
    expect(stood).toBeGreaterThan(500);
    await rows.nth(20).click();
    await expect(office.getByRole('heading', { name: '2021 Toyota Land Cruiser' })).toBeFocused();
    await (way === 'the page' ? office.getByRole('link', { name: 'Vehicles', exact: true }).last().click() : office.goBack());
    await expect(office).toHaveURL(/\?q=cruiser&sort=stock_number$/);
    await expect(rows).toHaveCount(30);
    await expect(rows.nth(20)).toBeFocused();
    expect(Math.abs((await office.evaluate(() => window.scrollY)) - stood)).toBeLessThan(40);
  });
}
