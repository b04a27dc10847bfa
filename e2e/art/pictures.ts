// Every picture of the demo: its name and how it is drawn. No picture shows a maker's badge or a number plate.

import { front, rear } from './cars/ends.ts';
import { PICKUP, VAN } from './cars/large.ts';
import { GRAND_TOURER, MUSCLE_CAR, ROADSTER, WINGED_COUPE } from './cars/low.ts';
import { CLASSIC_OFF_ROADER, OFF_ROADER } from './cars/off-roader.ts';
import { type SideView, side } from './cars/side.ts';
import { dashboard, wheelCloseUp } from './details.ts';
import { DAY, DUSK, HALL, type Light, OVERCAST, SEA, STUDIO } from './light.ts';
import { beam, deck, lashings, lift, road, showroom, workshop } from './scenes/places.ts';
import { EVENING, MORNING, NOON, quay } from './scenes/quay.ts';
import { type Defs, group } from './svg.ts';

export type Picture = (d: Defs) => string;

interface Place {
  x?: number;
  y?: number;
  scale?: number;
  /** Looks to the left. */
  left?: boolean;
}

function car(d: Defs, view: SideView, paint: string, light: Light, place: Place = {}): string {
  const { x = 800, y = 1010, scale = 1.08, left = false } = place;
  const start = left ? x + (view.length * scale) / 2 : x - (view.length * scale) / 2;
  return group(side(d, view, paint, light), `transform="translate(${start} ${y}) scale(${left ? -scale : scale} ${scale})"`);
}

/** The car and below it what a polished floor shows of it. */
function mirrored(d: Defs, view: SideView, paint: string, place: Place): string {
  const y = place.y ?? 1010;
  const fade = d.mask(`<rect x="0" y="${y}" width="1600" height="220" fill="${d.linear([0, y], [0, y + 190], [[0, '#ffffff', 0.5], [1, '#ffffff', 0]])}"/>`);
  const reflection = group(group(car(d, view, paint, STUDIO, place), `transform="translate(0 ${2 * y}) scale(1 -1)"`), `mask="${fade}"`);
  return reflection + car(d, view, paint, STUDIO, place);
}

const end = (drawing: string, scale: number, x = 800, y = 1030) => group(drawing, `transform="translate(${x} ${y}) scale(${scale})"`);

const PEARL = '#eceae4';
const RED = '#a5101f';
const GREEN = '#2f5d43';
const BLUE = '#1f3a78';
const SILVER = '#b3bac0';
const GUNMETAL = '#59626b';
const OXFORD = '#e9ecee';
const YELLOW = '#e0a41f';

export const PICTURES: Record<string, Picture> = {
  'land-cruiser-quay': (d) => quay(d, MORNING) + car(d, OFF_ROADER, PEARL, DAY),
  'land-cruiser-front': (d) => quay(d, MORNING, 19) + end(front(d, PEARL, DAY), 1.55),
  'land-cruiser-rear': (d) => quay(d, NOON, 23) + end(rear(d, PEARL, OVERCAST), 1.55),
  'land-cruiser-deck': (d) => deck(d) + car(d, OFF_ROADER, PEARL, SEA, { y: 1040, left: true }) + lashings(370, 1230, 1040),
  'land-cruiser-inside': (d) => dashboard(d, quay(d, MORNING, 11), '#5a4334'),
  'land-cruiser-wheel': (d) => wheelCloseUp(d, PEARL, DAY, OFF_ROADER.wheel),
  'land-cruiser-yard': (d) => quay(d, EVENING, 31) + car(d, OFF_ROADER, PEARL, DUSK, { left: true }),
  'mx-5-showroom': (d) => showroom(d) + mirrored(d, ROADSTER, RED, { scale: 1.32, y: 1020 }),
  'mx-5-road': (d) => road(d) + car(d, ROADSTER, RED, DUSK, { x: 700, scale: 1.2, y: 1040 }) + beam(d, 1240, 862),
  'mx-5-inside': (d) => dashboard(d, road(d, 9), '#2b2224'),
  'defender-lift': (d) => workshop(d) + lift(260, 1340, 1090, 150) + car(d, CLASSIC_OFF_ROADER, GREEN, HALL, { y: 1000, scale: 1.02 }),
  'defender-workshop': (d) => workshop(d) + car(d, CLASSIC_OFF_ROADER, GREEN, HALL, { scale: 1.2, y: 1060, left: true }),
  'defender-wheel': (d) => wheelCloseUp(d, GREEN, HALL, CLASSIC_OFF_ROADER.wheel),
  'lc-500-quay': (d) => quay(d, EVENING, 13) + car(d, GRAND_TOURER, BLUE, DUSK, { scale: 1.2, y: 1030 }),
  'lc-500-showroom': (d) => showroom(d) + mirrored(d, GRAND_TOURER, BLUE, { scale: 1.2, y: 1020, left: true }),
  'lc-500-wheel': (d) => wheelCloseUp(d, BLUE, STUDIO, GRAND_TOURER.wheel),
  'alphard-deck': (d) => deck(d, 17) + car(d, VAN, SILVER, SEA, { y: 1040 }) + lashings(390, 1210, 1040),
  'alphard-quay': (d) => quay(d, NOON, 5) + car(d, VAN, SILVER, OVERCAST, { left: true }),
  'skyline-road': (d) => road(d, 21) + car(d, WINGED_COUPE, GUNMETAL, DUSK, { x: 690, scale: 1.18, y: 1040 }) + beam(d, 1310, 826),
  'skyline-showroom': (d) => showroom(d) + mirrored(d, WINGED_COUPE, GUNMETAL, { scale: 1.24, y: 1020 }),
  'mustang-quay': (d) => quay(d, NOON, 41) + car(d, MUSCLE_CAR, YELLOW, DAY, { scale: 1.2, y: 1030 }),
  'f-150-quay': (d) => quay(d, MORNING, 53) + car(d, PICKUP, OXFORD, DAY, { scale: 1.04 }),
};
