// A car from the side: its forms come from a table, light and depth from here. The front is right, the ground is at 0.

import type { Light } from '../light.ts';
import { type Defs, circle, darker, ellipse, group, lighter, mix, n, path, stroke } from '../svg.ts';
import { type WheelStyle, wheel } from './wheel.ts';

export interface SideView {
  length: number;
  height: number;
  /** Middle of the rear and of the front wheel. */
  axles: [number, number];
  wheel: WheelStyle;
  /** Radius of the opening around a wheel. */
  arch: number;
  /** Outline of everything painted. */
  body: string;
  /** Painted parts before the glass: none in most. */
  roof?: string;
  roofColour?: string;
  windows: string[];
  /** Black plastic: sills, bumpers, arches. */
  plastic?: string[];
  /** Bright metal. */
  chrome?: string[];
  /** Gaps between doors and panels. */
  gaps: string[];
  handles: [number, number][];
  /** Where the body catches the light. */
  shine: string;
  /** Where it bends away from it. */
  shade?: string;
  headlamp: string;
  tailLamp: string;
  mirror: string;
  /** Behind the body and in front of it. */
  behind?: (d: Defs, paint: string, light: Light) => string;
  before?: (d: Defs, paint: string, light: Light) => string;
  seats?: string;
}

/** Draws the car. */
export function side(d: Defs, car: SideView, paint: string, light: Light, turn = 12): string {
  const { length, height } = car;
  const colour = mix('#0b0e14', paint, light.strength);
  const clip = d.clip(`<path d="${car.body}"/>`);
  const archClip = car.axles.map((x) => circle(x, -car.wheel.radius, car.arch, '#0a0c0f')).join('');
  const parts = [
    group(ellipse(length / 2, 2, length * 0.53, 20, '#05080b', 'opacity="0.5"'), `filter="${d.blur(13)}"`),
    ellipse(length / 2, 0, length * 0.44, 9, '#05080b', 'opacity="0.55"'),
    path(`M${n(car.axles[0])},-120L${n(car.axles[1])},-120L${n(car.axles[1] - 40)},-50L${n(car.axles[0] + 40)},-50Z`, '#0b0d10'),
    car.behind?.(d, colour, light) ?? '',
    path(car.body, bodyPaint(d, height, colour, light)),
    group(
      [
        car.shade === undefined ? '' : path(car.shade, darker(colour, 0.75), `opacity="0.36" filter="${d.blur(9)}"`),
        path(`M0,-40L0,-150C${n(length * 0.3)},-132 ${n(length * 0.7)},-132 ${n(length)},-150L${n(length)},-40Z`, light.ground, `opacity="0.34" filter="${d.blur(16)}"`),
        path(car.shine, light.sky, `opacity="${n(0.62 * light.strength)}" filter="${d.blur(4)}"`),
      ].join(''),
      `clip-path="${clip}"`,
    ),
    car.roof === undefined ? '' : path(car.roof, bodyPaint(d, height, car.roofColour ?? '#14171b', light)),
    glass(d, car, light),
    ...car.gaps.map((gap) => stroke(gap, '#000000', 3, 'opacity="0.5"') + stroke(gap, lighter(colour, 0.6), 1.4, 'opacity="0.5" transform="translate(2.4 0)"')),
    group(archClip, `clip-path="${clip}"`),
    ...(car.plastic ?? []).map((part) => path(part, d.linear([0, -180], [0, -60], [[0, '#3a4047'], [0.5, '#22272c'], [1, '#121518']]))),
    ...(car.chrome ?? []).map((part) => path(part, d.linear([0, -height], [0, -80], [[0, '#f4f7fa'], [0.5, '#a8b2bc'], [1, '#dfe5ea']]))),
    ...car.handles.map(([x, y]) => handle(x, y, colour)),
    path(car.tailLamp, d.linear([0, 0], [70, 0], [[0, light.lamps ? '#ff5a46' : '#d5281d'], [1, '#7d100c']]), 'stroke="#3a0605" stroke-width="2"'),
    headlamp(d, car, light),
    path(car.mirror, mix(colour, light.sky, 0.2), 'stroke="#000" stroke-opacity="0.35" stroke-width="2"'),
    ...car.axles.map((x, index) => group(wheel(d, car.wheel, turn + index * 23), `transform="translate(${x} ${-car.wheel.radius})"`)),
    car.before?.(d, colour, light) ?? '',
  ];
  return parts.join('');
}

function bodyPaint(d: Defs, height: number, colour: string, light: Light): string {
  return d.linear([0, -height], [0, -60], [
    [0, mix(colour, light.sky, 0.55)],
    [0.16, mix(colour, light.sky, 0.3)],
    [0.34, mix(colour, light.sky, 0.16)],
    [0.46, colour],
    [0.68, darker(colour, 0.1)],
    [0.82, darker(mix(colour, light.ground, 0.24), 0.16)],
    [1, darker(mix(colour, light.ground, 0.35), 0.5)],
  ]);
}

function glass(d: Defs, car: SideView, light: Light): string {
  const { length, height } = car;
  const pane = d.linear([0, -height], [0, -height * 0.62], [[0, mix('#10181f', light.sky, 0.18)], [0.5, mix('#18232c', light.sky, 0.3)], [1, mix('#26333d', light.sky, 0.42)]]);
  const clip = d.clip(car.windows.map((window) => `<path d="${window}"/>`).join(''));
  const streak = (x: number, width: number) =>
    path(`M${n(x)},${n(-height * 0.6)}L${n(x + 110)},${n(-height)}L${n(x + 110 + width)},${n(-height)}L${n(x + width)},${n(-height * 0.6)}Z`, light.sky);
  return [
    ...car.windows.map((window) => path(window, pane, 'stroke="#0a0d10" stroke-width="7" stroke-linejoin="round"')),
    group(
      [
        car.seats === undefined ? '' : path(car.seats, '#0b1014', 'opacity="0.62"'),
        group(streak(length * 0.24, 46) + streak(length * 0.31, 16) + streak(length * 0.5, 70) + streak(length * 0.59, 20), 'opacity="0.17"'),
      ].join(''),
      `clip-path="${clip}"`,
    ),
  ].join('');
}

function headlamp(d: Defs, car: SideView, light: Light): string {
  const x = car.length - 50;
  const lens = d.linear([x - 40, 0], [x + 50, 0], light.lamps ? [[0, '#fff6da'], [1, '#ffffff']] : [[0, '#8f9ba6'], [0.5, '#e9f1f6'], [1, '#c6d2da']]);
  return path(car.headlamp, lens, 'stroke="#1a1f24" stroke-width="2.5"');
}

function handle(x: number, y: number, colour: string): string {
  return (
    `<rect x="${x}" y="${y}" width="46" height="9" rx="4.5" fill="${lighter(colour, 0.3)}" stroke="#000" stroke-opacity="0.35" stroke-width="1.5"/>` +
    `<rect x="${x + 3}" y="${y + 9}" width="40" height="4" rx="2" fill="#000" opacity="0.28"/>`
  );
}
