// kubb with its plugins for types and for a client on fetch, which answers the status and the headers too. It sends JSON as
// `text/plain`, so the content type is given with each call that has a body.

import { setConfig } from './generated/kubb/.kubb/fetch.ts';
import * as api from './generated/kubb/index.ts';
import { type Answer, base, key, run } from './scenario.ts';

setConfig({ baseURL: base, headers: { Authorization: `Bearer ${key}` } });

const json = { headers: { 'Content-Type': 'application/json' } };

function answer<Body>(result: { data: unknown; status: number; headers: Headers }): Answer<Body> {
  return { status: result.status, etag: result.headers.get('etag'), body: result.data as Body };
}

await run('kubb', {
  list: async (limit, cursor) => answer(await api.listVehicles({ limit, ...(cursor && { cursor }) })),
  put: async (id, vehicle) => answer(await api.putVehicle(id, vehicle, undefined, json)),
  get: async (id) => answer(await api.getVehicle(id)),
  patch: async (id, ifMatch, change) => answer(await api.updateVehicle(id, change, { 'If-Match': ifMatch }, json)),
  link: async (id, once) => answer(await api.createTrackingLink(id, {}, { 'Idempotency-Key': once }, json)),
  upload: async (id, photo) => answer(await api.createPhoto(id, { file: photo })),
  publicView: async (slug) => answer(await api.getPublicTracking(slug)),
});
