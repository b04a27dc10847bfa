// What an integrator's program does, by any of the generated clients: list by cursor, create or replace, create a link,
// change with If-Match and null, upload a photo, and meet 409, 412 and 422.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** What came back: the parsed body, whatever the status. */
export interface Answer<Body> {
  status: number;
  etag: string | null;
  body: Body;
}

interface Vehicle {
  id: string;
  colour: string | null;
  stage: string;
}

interface Problem {
  code: string;
  errors?: { pointer: string }[];
  vehicle?: { id: string };
  tracking_link?: { url: string | null };
}

export interface NewVehicle {
  year: number;
  make: string;
  model: string;
  colour?: string | null;
}

/** The operations of the scenario; every adapter has them by its own client. */
export interface Client {
  list(limit: number, cursor?: string): Promise<Answer<{ data: Vehicle[]; next_cursor: string | null }>>;
  put(id: string, vehicle: NewVehicle): Promise<Answer<Vehicle>>;
  get(id: string): Promise<Answer<Vehicle>>;
  patch(id: string, ifMatch: string, change: { colour?: string | null; vessel?: string | null }): Promise<Answer<Vehicle>>;
  link(id: string, key: string): Promise<Answer<{ url: string | null }>>;
  upload(id: string, photo: File): Promise<Answer<{ id: string }>>;
  publicView(slug: string): Promise<Answer<{ vehicle: { title: string } }>>;
}

export const base = process.env['BASE'] ?? '';
export const key = process.env['KEY'] ?? '';

const problem = (answer: Answer<unknown>): Problem => answer.body as Problem;

export async function run(name: string, client: Client): Promise<void> {
  const ids = [1, 2, 3].map((number) => `ext:${name}-${number}`);
  const car = { year: 2021, make: 'Toyota', model: 'Land Cruiser', colour: 'white' };
  for (const id of ids) {
    assert.equal((await client.put(id, car)).status, 201);
  }
  const [first] = ids as [string];
  assert.equal((await client.put(first, car)).status, 200, 'the second time it is replaced');

  const seen = new Set<string>();
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Client['list']>> = await client.list(2, cursor ?? undefined);
    assert.equal(page.status, 200);
    for (const vehicle of page.body.data) {
      assert.ok(!seen.has(vehicle.id));
      seen.add(vehicle.id);
    }
    cursor = page.body.next_cursor;
  } while (cursor !== null);
  assert.ok(seen.size >= 3);

  const read = await client.get(first);
  assert.equal(read.body.stage, 'purchased');
  assert.ok(read.etag !== null);
  const changed = await client.patch(first, read.etag, { colour: null, vessel: 'Morning Calm' });
  assert.deepEqual([changed.status, changed.body.colour], [200, null]);
  assert.notEqual(changed.etag, read.etag);
  const stale = await client.patch(first, read.etag, { colour: 'red' });
  assert.deepEqual([stale.status, problem(stale).code], [412, 'precondition_failed']);
  assert.equal(problem(stale).vehicle?.id, read.body.id);

  const invalid = await client.put(first, { ...car, year: 1700 });
  assert.deepEqual([invalid.status, problem(invalid).errors?.[0]?.pointer], [422, '/year']);

  const link = await client.link(first, `link-${name}`);
  assert.equal(link.status, 201);
  const again = await client.link(first, `another-${name}`);
  assert.deepEqual([again.status, problem(again).code], [409, 'tracking_link_exists']);
  assert.equal(problem(again).tracking_link?.url, link.body.url);

  const photo = new File([readFileSync(process.env['PHOTO'] ?? '')], 'car.jpg', { type: 'image/jpeg' });
  assert.equal((await client.upload(first, photo)).status, 201);

  const slug = link.body.url?.split('/').pop() ?? '';
  const view = await client.publicView(slug);
  assert.deepEqual([view.status, view.body.vehicle.title], [200, '2021 Toyota Land Cruiser']);
}
