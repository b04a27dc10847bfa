// The parts of the wire contract that the tests read.

export type Role = 'admin' | 'editor' | 'viewer';

export type Stage = 'purchased' | 'in_transit' | 'arrived' | 'preparation' | 'sale_ready' | 'sold_delivered';

export interface Member {
  id: string;
  name: string;
  email: string;
  role: Role;
}

export interface Vehicle {
  id: string;
  year: number;
  make: string;
  model: string;
  stage: Stage;
  hero_photo_id: string | null;
  version: number;
}

export interface NewVehicle {
  year: number;
  make: string;
  model: string;
  trim?: string;
  colour?: string;
  mileage?: { value: number; unit: 'km' | 'mi' };
  vin?: string;
  stock_number?: string;
  external_id?: string;
  customer?: { name?: string; email?: string; phone?: string };
  eta?: string;
  etd?: string;
  vessel?: string;
  agreed_sale_price?: { amount_minor: number; currency: string };
}

/** The options of a link by their fields, with what staff call them. */
export const LINK_OPTIONS = {
  show_photo: 'Show photo',
  show_eta: 'Show estimated arrival',
  show_progress: 'Show progress tracker',
  show_notes: 'Show customer notes on tracking page',
  allow_subscriptions: 'Let customers subscribe',
} as const;

export type LinkOptions = Record<keyof typeof LINK_OPTIONS, boolean>;

export interface Photo {
  id: string;
  position: number;
  is_hero: boolean;
  width: number;
  height: number;
  placeholder: string;
  urls: Record<string, string>;
}

export interface PhotoGallery {
  data: Photo[];
  version: number;
}

export interface TrackingLink {
  id: string;
  state: 'active' | 'expired' | 'revoked';
  url: string | null;
  options: LinkOptions;
  photo_ids: string[];
  deleted_photo_count: number;
  expires_at: string | null;
  views: { count: number; first_at: string | null; last_at: string | null };
  version: number;
}
