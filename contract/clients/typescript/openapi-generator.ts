// openapi-generator, `typescript-fetch`: it throws where the status is none of success.

import * as api from './generated/openapi-generator/index.ts';
import { type Answer, base, key, run } from './scenario.ts';

const configuration = new api.Configuration({ basePath: base, accessToken: key });
const vehicles = new api.VehiclesApi(configuration);
const links = new api.TrackingLinkApi(configuration);
const photos = new api.PhotosApi(configuration);
const pages = new api.PublicApi(configuration);

async function answer<Body, Seen>(call: Promise<api.ApiResponse<Body>>, see: (body: Body) => Seen): Promise<Answer<Seen>> {
  const of = (raw: Response) => ({ status: raw.status, etag: raw.headers.get('etag') });
  try {
    const done = await call;
    return { ...of(done.raw), body: see(await done.value()) };
  } catch (error) {
    if (error instanceof api.ResponseError) {
      return { ...of(error.response), body: (await error.response.json()) as Seen };
    }
    throw error;
  }
}

const vehicle = (body: api.Vehicle) => ({ id: body.id, stage: body.stage, colour: body.colour });

await run('openapi-generator', {
  list: (limit, cursor) =>
    answer(vehicles.listVehiclesRaw({ limit, cursor }), (page) => ({
      data: page.data.map(vehicle),
      next_cursor: page.nextCursor,
    })),
  put: (vehicleId, vehicleCreate) => answer(vehicles.putVehicleRaw({ vehicleId, vehicleCreate }), vehicle),
  get: (vehicleId) => answer(vehicles.getVehicleRaw({ vehicleId }), vehicle),
  patch: (vehicleId, ifMatch, vehicleUpdate) => answer(vehicles.updateVehicleRaw({ vehicleId, ifMatch, vehicleUpdate }), vehicle),
  link: (vehicleId, idempotencyKey) =>
    answer(links.createTrackingLinkRaw({ vehicleId, idempotencyKey, trackingLinkCreate: {} }), ({ url }) => ({ url })),
  upload: (vehicleId, photo) => answer(photos.createPhotoRaw({ vehicleId, file: photo }), ({ id }) => ({ id })),
  publicView: (slug) => answer(pages.getPublicTrackingRaw({ slug }), (page) => ({ vehicle: { title: page.vehicle.title } })),
});
