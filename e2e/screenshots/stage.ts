// The importer in the pictures: the same each time, down to the dates.

import type { Importer } from '../support/importer.ts';
import type { NewVehicle, Stage, Vehicle } from '../support/wire.ts';

const FIRST_DAY = Date.parse('2026-03-16T08:20:00Z');
const DAY_S = 86_400;

interface Car {
  details: NewVehicle;
  moves: Stage[];
  arrival?: Record<string, unknown>;
  linked: boolean;
}

const CARS: Car[] = [
  {
    details: { year: 2022, make: 'Toyota', model: 'Alphard', trim: 'Executive Lounge', colour: 'Black', stock_number: 'HI-0039', customer: { name: 'Noor Haddad' } },
    moves: ['arrived', 'preparation', 'sale_ready', 'sold_delivered'],
    arrival: {},
    linked: true,
  },
  {
    details: { year: 2019, make: 'Porsche', model: '911 Carrera', trim: 'S', colour: 'Guards red', stock_number: 'HI-0040', customer: { name: 'Ada Novak' } },
    moves: ['arrived', 'preparation', 'sale_ready'],
    linked: true,
  },
  {
    details: { year: 2020, make: 'Nissan', model: 'Skyline 400R', colour: 'Dark metal grey', stock_number: 'HI-0041', customer: { name: 'Jonas Lind' } },
    moves: ['arrived', 'preparation'],
    linked: false,
  },
  {
    details: { year: 2023, make: 'Lexus', model: 'LX 600', trim: 'F Sport', colour: 'Sonic titanium', stock_number: 'HI-0043', customer: { name: 'Mara Costa' } },
    moves: ['arrived'],
    arrival: { arrived_on: '2026-05-02', arrival_detail: 'customs' },
    linked: true,
  },
  {
    details: { year: 2018, make: 'Honda', model: 'NSX', colour: 'Berlina black', stock_number: 'HI-0044', customer: { name: 'Lena Brandt' }, eta: '2026-07-20' },
    moves: [],
    linked: false,
  },
];

/** Fills the organisation; the answer is the vehicle in the pictures and its URL. */
export async function setTheStage(importer: Importer): Promise<{ vehicle: Vehicle; url: string }> {
  const { server, api } = importer;
  await server.advance(Math.round((FIRST_DAY - server.now().getTime()) / 1000));
  await api.patch('/organization', { contact_email: 'hello@harbour.example', contact_phone: '+49 40 555 0100' });
  for (const { details, moves, arrival, linked } of CARS) {
    const car = await importer.vehicle({ vin: undefined, trim: undefined, ...details } as NewVehicle);
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
  const url = await importer.link(vehicle, {}, '2026-06-30T16:00:00Z');
  await importer.note(vehicle, 'customer', 'Your Land Cruiser was inspected and is ready to be shipped. All papers are in order.');
  await server.advance(20 * DAY_S);
  await importer.move(vehicle, ['in_transit'], { vessel: 'Morning Lucy', etd: '2026-04-08', eta: '2026-05-28' });
  await importer.note(vehicle, 'internal', 'Customs broker wants the original export certificate before arrival.');
  await server.advance(2 * DAY_S + 5_400);
  await importer.note(vehicle, 'customer', 'Loaded in Yokohama. The ship calls at Singapore, then heads for Bremerhaven.');
  await server.advance(3 * DAY_S);
  return { vehicle, url };
}
