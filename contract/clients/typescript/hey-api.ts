// @hey-api/openapi-ts with its client for fetch.

import { client } from './generated/hey-api/client.gen.ts';
import * as api from './generated/hey-api/sdk.gen.ts';
import { type Answer, base, key, run } from './scenario.ts';

client.setConfig({ baseUrl: base, auth: key });

function answer<Body>(result: { data?: Body; error?: unknown; response?: Response }): Answer<Body> {
  const { response } = result;
  return {
    status: response?.status ?? 0,
    etag: response?.headers.get('etag') ?? null,
    body: (result.data ?? result.error) as Body,
  };
}

const at = (vehicle_id: string) => ({ vehicle_id });

await run('hey-api', {
  list: async (limit, cursor) => answer(await api.listVehicles({ query: { limit, cursor } })),
  put: async (id, body) => answer(await api.putVehicle({ path: at(id), body })),
  get: async (id) => answer(await api.getVehicle({ path: at(id) })),
  patch: async (id, ifMatch, body) => answer(await api.updateVehicle({ path: at(id), headers: { 'If-Match': ifMatch }, body })),
  link: async (id, once) =>
    answer(await api.createTrackingLink({ path: at(id), headers: { 'Idempotency-Key': once }, body: {} })),
  upload: async (id, photo) => answer(await api.createPhoto({ path: at(id), body: { file: photo } })),
  publicView: async (slug) => answer(await api.getPublicTracking({ path: { slug } })),
});
