// A quay with cranes, containers and a ship.

import { type Defs, ellipse, group, lots, mix, n, path, rect, stroke, times } from '../svg.ts';

export interface QuayColours {
  sky: [string, string, string];
  sea: [string, string];
  ground: [string, string];
  haze: string;
}

export const MORNING: QuayColours = { sky: ['#7fb4d8', '#bcdcec', '#f3ead9'], sea: ['#7fa9b8', '#4f8496'], ground: ['#aab0b3', '#757c81'], haze: '#c9dde6' };
export const EVENING: QuayColours = { sky: ['#34507c', '#c98a86', '#ffd9a6'], sea: ['#c39a8d', '#5b6f86'], ground: ['#8b8286', '#4c4b58'], haze: '#e0a893' };

export const NOON: QuayColours = { sky: ['#9db1bf', '#ccd6db', '#e6e8e4'], sea: ['#91a5ab', '#6b838b'], ground: ['#a4a7a8', '#6d7174'], haze: '#d3dade' };

const BOXES = ['#b4513d', '#2f6f86', '#d19a3a', '#5f7d4f', '#8a8f95', '#274a6d', '#c7c2b4'];

/** Fills 1600 by 1200; cars stand at about 1000. */
export function quay(d: Defs, colours: QuayColours, seed = 7): string {
  const lot = lots(seed);
  return [
    rect(0, 0, 1600, 700, d.linear([0, 0], [0, 690], [[0, colours.sky[0]], [0.6, colours.sky[1]], [1, colours.sky[2]]])),
    clouds(d, lot),
    rect(0, 612, 1600, 120, d.linear([0, 612], [0, 730], [[0, colours.sea[0]], [1, colours.sea[1]]])),
    times(26, () => rect(lot() * 1600, 622 + lot() * 80, 30 + lot() * 90, 2, '#ffffff', `opacity="${n(0.15 + lot() * 0.3)}"`)),
    group(ship(lot, colours), 'transform="translate(120 628)"'),
    group(crane(mix('#c8452f', colours.haze, 0.25)), 'transform="translate(1010 726)"'),
    group(crane(mix('#2c5f8a', colours.haze, 0.35)), 'transform="translate(1330 716) scale(0.84)"'),
    group(crane(mix('#2c5f8a', colours.haze, 0.5)), 'transform="translate(-60 716) scale(0.7)"'),
    group(stack(lot, 5, 3), 'transform="translate(1236 742)"'),
    group(stack(lot, 3, 4), 'transform="translate(-90 742)"'),
    rect(0, 738, 1600, 462, d.linear([0, 738], [0, 1200], [[0, colours.ground[0]], [1, colours.ground[1]]])),
    rect(0, 738, 1600, 10, '#3a3f44', 'opacity="0.5"'),
    path('M0,800L1600,786L1600,794L0,809Z', '#e9c84b', 'opacity="0.75"'),
    path('M-100,1140L1700,1076L1700,1100L-100,1170Z', '#ffffff', 'opacity="0.22"'),
    times(70, () => ellipse(lot() * 1600, 830 + lot() * 370, 14 + lot() * 60, 1 + lot() * 3, '#000000', 'opacity="0.06"')),
    times(9, (index) => rect(70 + index * 190, 716, 22, 28, '#33383d', 'rx="5"') + rect(64 + index * 190, 712, 34, 9, '#41474d', 'rx="4"')),
  ].join('');
}

export function clouds(d: Defs, lot: () => number, colour = '#ffffff'): string {
  const soft = d.blur(22);
  const cloud = () => {
    const [x, y, size] = [lot() * 1600, 60 + lot() * 300, 60 + lot() * 90];
    return ellipse(x, y, size * 2.4, size * 0.3, colour) + ellipse(x + size * 0.5, y - size * 0.16, size, size * 0.32, colour);
  };
  return group(times(7, cloud), `opacity="0.5" filter="${soft}"`);
}

function crane(colour: string): string {
  const steel = (line: string, width: number) => stroke(line, colour, width, 'stroke-linecap="butt"');
  return [
    steel('M20,0L48,-392M200,0L172,-392M20,-4L200,-4M32,-168L188,-168', 15),
    steel('M32,-168L178,-300M188,-168L42,-300', 5),
    steel('M-300,-338L330,-338', 19),
    steel('M70,-392L110,-566L150,-392', 11),
    steel('M110,-560L-280,-346M110,-560L320,-346', 4),
    rect(70, -330, 66, 44, colour) + rect(78, -322, 50, 18, '#dfe9ef'),
    rect(-176, -330, 40, 22, colour),
    stroke('M-168,-308L-168,-200M-146,-308L-146,-200', '#2c3136', 2),
    rect(-208, -200, 100, 44, '#d19a3a'),
    times(6, (index) => rect(-202 + index * 16, -196, 3, 36, '#000000', 'opacity="0.18"')),
    rect(2, -10, 44, 14, '#2c3136') + rect(176, -10, 44, 14, '#2c3136'),
  ].join('');
}

function stack(lot: () => number, columns: number, rows: number): string {
  return times(columns * rows, (index) => {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    if (row === rows - 1 && lot() < 0.45) {
      return '';
    }
    return container(column * 128, -60 * (row + 1), BOXES[Math.floor(lot() * BOXES.length)] ?? '#8a8f95');
  });
}

export function container(x: number, y: number, colour: string, width = 124, height = 57): string {
  const ribs = Math.floor(width / 11);
  return (
    rect(x, y, width, height, colour) +
    times(ribs, (index) => rect(x + 6 + (index * (width - 10)) / ribs, y + 5, 3, height - 10, '#000000', 'opacity="0.16"')) +
    rect(x, y, width, 4, '#ffffff', 'opacity="0.25"') + rect(x, y + height - 4, width, 4, '#000000', 'opacity="0.3"')
  );
}

function ship(lot: () => number, colours: QuayColours): string {
  const hull = mix('#1f3346', colours.haze, 0.3);
  const boxes = times(26 * 3, (index) => {
    const [column, row] = [index % 26, Math.floor(index / 26)];
    const colour = mix(BOXES[Math.floor(lot() * BOXES.length)] ?? '#8a8f95', colours.haze, 0.42);
    return row === 2 && lot() < 0.4 ? '' : rect(40 + column * 25, -74 - row * 20, 24, 19, colour);
  });
  return [
    boxes,
    path('M0,-60L860,-60L832,20C828,34 816,40 800,40L60,40C40,40 26,28 22,12Z', hull),
    path('M22,12L836,12L826,34C822,38 812,40 800,40L60,40C40,40 26,28 22,12Z', mix('#8d3327', colours.haze, 0.3)),
    rect(714, -176, 92, 118, mix('#f4f4ef', colours.haze, 0.25)) + rect(706, -186, 108, 14, mix('#f4f4ef', colours.haze, 0.1)),
    times(4, (row) => rect(722, -166 + row * 26, 76, 9, '#3b5566', 'opacity="0.7"')),
    rect(760, -226, 26, 42, mix('#c8452f', colours.haze, 0.25)),
  ].join('');
}
