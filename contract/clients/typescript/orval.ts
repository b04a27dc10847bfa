// orval with `--client fetch`: its functions call `fetch` with a path, so the address and the key go around it.

import * as api from './generated/orval.ts';
import { type Answer, base, key, run } from './scenario.ts';

const fetching = globalThis.fetch;
globalThis.fetch = (path, options) => {
  const headers = new Headers(options?.headers);
  headers.set('Authorization', `Bearer ${key}`);
  return fetching(new URL(String(path), base), { ...options, headers });
};

function answer<Body>(result: { data: unknown; status: number; headers: Headers }): Answer<Body> {
  return { status: result.status, etag: result.headers.get('etag'), body: result.data as Body };
}

await run('orval', {
  list: async (limit, cursor) => answer(await api.listVehicles({ limit, cursor })),
  put: async (id, vehicle) => answer(await api.putVehicle(id, vehicle)),
  get: async (id) => answer(await api.getVehicle(id)),
  patch: async (id, ifMatch, change) =>
    answer(await api.updateVehicle(id, change, { headers: { 'If-Match': ifMatch, 'Content-Type': 'application/json' } })),
  link: async (id, once) =>
    answer(await api.createTrackingLink(id, {}, { headers: { 'Idempotency-Key': once, 'Content-Type': 'application/json' } })),
  upload: async (id, photo) => answer(await api.createPhoto(id, { file: photo })),
  publicView: async (slug) => answer(await api.getPublicTracking(slug)),
});
