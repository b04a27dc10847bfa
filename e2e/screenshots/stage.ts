// The importer in the pictures: the same each time, down to the dates.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { request } from '../support/api.ts';
import type { Importer } from '../support/importer.ts';
import { addPhotos, makeHero, type PictureFile } from '../support/pictures.ts';
import type { Receiver } from '../support/receiver.ts';
import type { NewVehicle, Photo, Stage, Vehicle } from '../support/wire.ts';

const FIRST_DAY = Date.parse('2026-03-16T08:20:00Z');
const DAY_S = 86_400;

/** The pictures that the demo has; the first of a car is its hero photo. */
const PICTURES = fileURLToPath(new URL('../../api/server/src/demo/pictures', import.meta.url));

interface Car {
  details: NewVehicle;
  moves: Stage[];
  arrival?: Record<string, unknown>;
  photo: string;
  linked: boolean;
}

const CARS: Car[] = [
  {
    details: {
      year: 2020,
      make: 'Toyota',
      model: 'Alphard',
      trim: 'Executive Lounge',
      colour: 'Silver',
      stock_number: 'HI-0039',
      customer: { name: 'Noor Haddad' },
    },
    moves: ['arrived', 'preparation', 'sale_ready', 'sold_delivered'],
    arrival: {},
    photo: 'alphard-quay',
    linked: true,
  },
  {
    details: {
      year: 2022,
      make: 'Mazda',
      model: 'MX-5',
      trim: 'RF',
      colour: 'Soul red',
      stock_number: 'HI-0040',
      customer: { name: 'Ada Novak' },
    },
    moves: ['arrived', 'preparation', 'sale_ready'],
    photo: 'mx-5-showroom',
    linked: true,
  },
  {
    details: {
      year: 1994,
      make: 'Land Rover',
      model: 'Defender 90',
      colour: 'Forest green',
      stock_number: 'HI-0041',
      customer: { name: 'Jonas Lind' },
    },
    moves: ['arrived', 'preparation'],
    photo: 'defender-workshop',
    linked: false,
  },
  {
    details: {
      year: 2019,
      make: 'Lexus',
      model: 'LC 500',
      colour: 'Midnight blue',
      stock_number: 'HI-0043',
      customer: { name: 'Mara Costa' },
    },
    moves: ['arrived'],
    arrival: { arrived_on: '2026-05-02', arrival_detail: 'customs' },
    photo: 'lc-500-quay',
    linked: true,
  },
  {
    details: {
      year: 2002,
      make: 'Nissan',
      model: 'Skyline GT-R',
      colour: 'Gunmetal',
      stock_number: 'HI-0044',
      customer: { name: 'Lena Brandt' },
      eta: '2026-07-20',
    },
    moves: [],
    photo: 'skyline-road',
    linked: false,
  },
];

const LAND_CRUISER_PHOTOS = ['quay', 'front', 'rear', 'inside', 'wheel', 'deck', 'yard'].map((place) => `land-cruiser-${place}`);

export function demoPicture(file: string, mimeType: string): PictureFile {
  return { name: file, mimeType, buffer: readFileSync(`${PICTURES}/${file}`) };
}

/** Uploads photos and makes the first of them the hero photo. */
export async function photograph(importer: Importer, vehicle: Vehicle, names: string[]): Promise<Photo[]> {
  const photos = await addPhotos(
    importer,
    vehicle,
    names.map((name) => demoPicture(`${name}.webp`, 'image/webp')),
  );
  await makeHero(importer, vehicle, photos[0]!);
  return photos;
}

/** Fills the organisation; the answer is the vehicle in the pictures and its URL. */
export async function setTheStage(importer: Importer): Promise<{ vehicle: Vehicle; url: string }> {
  const { server, api } = importer;
  await server.advance(Math.round((FIRST_DAY - server.now().getTime()) / 1000));
  await api.patch('/organization', { contact_email: 'hello@harbour.example', contact_phone: '+49 40 555 0100' });
  await api.upload('PUT', '/organization/logo', demoPicture('logo.png', 'image/png'));
  for (const { details, moves, arrival, photo, linked } of CARS) {
    const car = await importer.vehicle({ vin: undefined, trim: undefined, ...details } as NewVehicle);
    await photograph(importer, car, [photo]);
    await importer.move(car, moves, arrival);
    if (linked) {
      await importer.link(car);
    }
    await server.advance(DAY_S / 4);
  }
  const vehicle = await importer.vehicle({
    mileage: { value: 18_400, unit: 'km' },
    agreed_sale_price: { amount_minor: 9_450_000, currency: 'EUR' },
    eta: '2026-05-28',
  });
  const [, front, rear, inside, wheel, deck] = await photograph(importer, vehicle, LAND_CRUISER_PHOTOS);
  const url = await importer.link(vehicle, {}, '2026-06-30T16:00:00Z');
  const photo_ids = [deck, front, rear, inside, wheel].map((photo) => photo!.id);
  await api.patch(`/vehicles/${vehicle.id}/tracking-link`, { photo_ids });
  await importer.note(
    vehicle,
    'customer',
    'Your Land Cruiser was inspected and is ready to be shipped. All papers are in order.',
  );
  await server.advance(20 * DAY_S);
  await importer.move(vehicle, ['in_transit'], { vessel: 'Morning Lucy', etd: '2026-04-08', eta: '2026-05-28' });
  await importer.note(vehicle, 'internal', 'Customs broker wants the original export certificate before arrival.');
  await server.advance(2 * DAY_S + 5_400);
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama. The ship calls at Singapore, then heads for Bremerhaven.');
  await server.advance(3 * DAY_S);
  return { vehicle, url };
}

/** Lets other programs in, and lets one of them work on the vehicle; the answer is the endpoint that was told of it. */
export async function connectPrograms(importer: Importer, vehicle: Vehicle, receiver: Receiver): Promise<string> {
  const { server, api } = importer;
  const key = (name: string, scopes: string[], days: number) => {
    const expires_at = new Date(server.now().getTime() + days * DAY_S * 1000).toISOString();
    return api.post<{ api_key: { id: string }; secret: string }>('/api-keys', { name, scopes, expires_at });
  };
  const old = await key('Spreadsheet of the yard', ['vehicles.read'], 90);
  await server.advance(DAY_S);
  await key('Website', ['vehicles.read', 'tracking_links.read'], 365);
  const { secret } = await key('Dealer management system', ['vehicles.read', 'vehicles.write', 'webhooks.manage'], 180);
  await api.delete(`/api-keys/${old.api_key.id}`);
  const created = await api.post<{ webhook_endpoint: { id: string } }>('/webhook-endpoints', {
    url: receiver.url,
    description: 'Dealer management system',
  });
  const arrived = async (count: number) => {
    await expect.poll(() => receiver.received.length).toBeGreaterThanOrEqual(count);
  };
  const path = `/vehicles/${vehicle.id}`;
  const headers = { authorization: `Bearer ${secret}` };
  // The receiver is down at first, and is tried again.
  receiver.status = 503;
  await importer.link(vehicle, {}, '2026-06-30T16:00:00Z');
  await arrived(1);
  receiver.status = 204;
  await server.advance(5_400);
  await arrived(2);
  await request(server, 'PATCH', path, { eta: '2026-05-30' }, headers);
  await arrived(4);
  await server.advance(3_600);
  await request(
    server,
    'POST',
    `${path}/notes`,
    { scope: 'customer', body: 'The ship calls at Bremerhaven two days later.' },
    headers,
  );
  await arrived(5);
  return created.webhook_endpoint.id;
}
