// An importer to play with: an organisation of its own for each test, and what a test needs to set its stage.

import { randomBytes } from 'node:crypto';
import { Api, request } from './api.ts';
import type { Server } from './server.ts';
import { localInput } from './time.ts';
import {
  LINK_OPTIONS,
  type LinkOptions,
  type Member,
  type NewVehicle,
  type Role,
  type Stage,
  type TrackingLink,
  type Vehicle,
} from './wire.ts';

/** Somebody who can sign in. */
export interface Person {
  name: string;
  email: string;
  password: string;
}

export interface Place {
  country: string;
  timeZone: string;
}

const PASSWORD = 'a good long password';

/** Options of which none is on. */
export const NOTHING = Object.fromEntries(Object.keys(LINK_OPTIONS).map((option) => [option, false])) as LinkOptions;

export const LAND_CRUISER: NewVehicle = {
  year: 2021,
  make: 'Toyota',
  model: 'Land Cruiser',
  trim: 'GR Sport',
  colour: 'Pearl white',
  vin: 'JTMHX01J8L4198295',
  stock_number: 'HI-0042',
  customer: { name: 'Sam Fischer', email: 'sam@customer.example', phone: '+49 170 5550199' },
};

export class Importer {
  private constructor(
    readonly server: Server,
    readonly organizationId: string,
    readonly name: string,
    readonly timeZone: string,
    readonly admin: Person,
    readonly api: Api,
  ) {}

  static async create(server: Server, name = 'Harbour Imports', place?: Partial<Place>): Promise<Importer> {
    const admin = person('Alex Weber');
    const timeZone = place?.timeZone ?? 'Europe/Berlin';
    const { organization_id } = await server.createOrganization({
      name,
      country: place?.country ?? 'DE',
      timeZone,
      adminName: admin.name,
      adminEmail: admin.email,
      password: admin.password,
    });
    return new Importer(server, organization_id, name, timeZone, admin, new Api(server, admin.email, admin.password));
  }

  /** A civil date some days from now, where the organisation is. */
  day(offset: number): string {
    const today = localInput(this.server.now(), this.timeZone).slice(0, 10);
    return new Date(Date.parse(today) + offset * 86_400_000).toISOString().slice(0, 10);
  }

  /** Invites somebody; the answer is the path of the one-time link. */
  async invite(who: Person, role: Role): Promise<string> {
    const invited = await this.api.post<{ member: Member; invitation_url: string }>('/members', {
      name: who.name,
      email: who.email,
      role,
    });
    const url = new URL(invited.invitation_url);
    return url.pathname + url.hash;
  }

  /** Somebody who accepted an invitation. */
  async member(name: string, role: Role): Promise<Person> {
    const who = person(name);
    const invitation = await this.invite(who, role);
    const acceptance = { token: invitation.split('#')[1], password: who.password };
    const headers = { 'x-requested-with': 'importops', origin: this.server.url };
    const { status } = await request(this.server, 'POST', '/invitations/accept', acceptance, headers);
    if (status !== 200) {
      throw new Error(`accepting the invitation of ${name} answered ${status}`);
    }
    return who;
  }

  vehicle(details: Partial<NewVehicle> = {}): Promise<Vehicle> {
    return this.api.post<Vehicle>('/vehicles', { ...LAND_CRUISER, ...details });
  }

  async link(vehicle: Vehicle, options: Partial<LinkOptions> = {}, expires_at: string | null = null): Promise<string> {
    const link = await this.api.post<TrackingLink>(`/vehicles/${vehicle.id}/tracking-link`, { options, expires_at });
    return urlOf(link);
  }

  note(vehicle: Vehicle, scope: 'internal' | 'customer', body: string): Promise<unknown> {
    return this.api.post(`/vehicles/${vehicle.id}/notes`, { scope, body });
  }

  async move(vehicle: Vehicle, stages: Stage[], details: Record<string, unknown> = {}): Promise<void> {
    for (const stage of stages) {
      const last = stage === stages.at(-1);
      await this.api.put(`/vehicles/${vehicle.id}/stage`, { stage, ...(last ? details : {}) });
    }
  }

  /** What the billing system says. */
  async bill(status: 'active' | 'canceled'): Promise<void> {
    const path = `/subscription?organization_id=${this.organizationId}`;
    const answer = await request(
      this.server,
      'PUT',
      path,
      { status },
      {
        authorization: `Bearer ${this.server.operatorToken}`,
      },
    );
    if (answer.status !== 200) {
      throw new Error(`PUT /subscription answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    }
  }
}

/** Somebody with an address that nobody else has. */
export function person(name: string): Person {
  const first = name.split(' ')[0]?.toLowerCase() ?? 'somebody';
  return { name, email: `${first}-${randomBytes(5).toString('hex')}@staff.example`, password: PASSWORD };
}

export function urlOf(link: TrackingLink): string {
  if (link.url === null) {
    throw new Error('the link has no URL');
  }
  return link.url;
}
