// openapi-fetch with the types of openapi-typescript.

import createClient from 'openapi-fetch';

import type { paths } from './generated/openapi-typescript.ts';
import { type Answer, base, key, run } from './scenario.ts';

const client = createClient<paths>({ baseUrl: base, headers: { Authorization: `Bearer ${key}` } });

function answer<Body>(result: { data?: Body; error?: unknown; response: Response }): Answer<Body> {
  const { response } = result;
  return { status: response.status, etag: response.headers.get('etag'), body: (result.data ?? result.error) as Body };
}

const at = (vehicle_id: string) => ({ vehicle_id });

await run('openapi-fetch', {
  list: async (limit, cursor) => answer(await client.GET('/api/v1/vehicles', { params: { query: { limit, cursor } } })),
  put: async (id, body) => answer(await client.PUT('/api/v1/vehicles/{vehicle_id}', { params: { path: at(id) }, body })),
  get: async (id) => answer(await client.GET('/api/v1/vehicles/{vehicle_id}', { params: { path: at(id) } })),
  patch: async (id, ifMatch, body) =>
    answer(
      await client.PATCH('/api/v1/vehicles/{vehicle_id}', {
        params: { path: at(id), header: { 'If-Match': ifMatch } },
        body,
      }),
    ),
  link: async (id, once) =>
    answer(
      await client.POST('/api/v1/vehicles/{vehicle_id}/tracking-link', {
        params: { path: at(id), header: { 'Idempotency-Key': once } },
        body: {},
      }),
    ),
  upload: async (id, photo) =>
    answer(
      await client.POST('/api/v1/vehicles/{vehicle_id}/photos', {
        params: { path: at(id) },
        // The type of a file is `string`: the tool has none for bytes.
        body: { file: photo as unknown as string },
        bodySerializer: () => {
          const form = new FormData();
          form.append('file', photo);
          return form;
        },
      }),
    ),
  publicView: async (slug) => answer(await client.GET('/api/v1/public/tracking/{slug}', { params: { path: { slug } } })),
});
