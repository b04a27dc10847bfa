// The light of a place: what the paint of a car mirrors there.

export interface Light {
  /** What shines on it from above. */
  sky: string;
  /** What the lower half mirrors. */
  ground: string;
  /** How much of the paint is left: less at night. */
  strength: number;
  /** Whether the lamps are on. */
  lamps: boolean;
}

export const DAY: Light = { sky: '#dcecf7', ground: '#3b444c', strength: 1, lamps: false };
export const SEA: Light = { sky: '#d8eef8', ground: '#24566b', strength: 1, lamps: false };
export const OVERCAST: Light = { sky: '#e3e8ec', ground: '#3c4247', strength: 0.95, lamps: false };
export const HALL: Light = { sky: '#fff1da', ground: '#3a3531', strength: 0.95, lamps: false };
export const STUDIO: Light = { sky: '#ffffff', ground: '#4a4f56', strength: 1, lamps: true };
export const DUSK: Light = { sky: '#ffc9a0', ground: '#1d2036', strength: 0.74, lamps: true };
