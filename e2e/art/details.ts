// Pictures from close by: a wheel, and the place of the driver.

import type { Light } from './light.ts';
import { type WheelStyle, wheel } from './cars/wheel.ts';
import { type Defs, circle, darker, ellipse, group, lighter, mix, path, rect, stroke, times } from './svg.ts';

/** A wheel that fills the picture, with a part of the body over it. */
export function wheelCloseUp(d: Defs, paint: string, light: Light, style: WheelStyle): string {
  const colour = mix('#0b0e14', paint, light.strength);
  const body = d.linear([0, 0], [0, 1000], [[0, mix(colour, light.sky, 0.4)], [0.3, lighter(colour, 0.06)], [0.7, darker(colour, 0.2)], [1, darker(colour, 0.55)]]);
  const close = { ...style, radius: 410 };
  return [
    rect(0, 0, 1600, 1200, body),
    path('M0,190C500,130 1100,130 1600,210L1600,252C1100,176 500,176 0,232Z', light.sky, `opacity="0.6" filter="${d.blur(9)}"`),
    stroke('M1460,-10C1450,200 1440,420 1380,700', '#000000', 7, 'opacity="0.5"') + stroke('M1468,-10C1458,200 1448,420 1388,700', '#ffffff', 3, 'opacity="0.3"'),
    rect(0, 930, 1600, 90, '#15181b'),
    circle(780, 700, 508, '#07090b'),
    circle(780, 700, 514, 'none', `stroke="${lighter(colour, 0.35)}" stroke-width="10" opacity="0.8"`),
    rect(0, 1016, 1600, 184, d.linear([0, 1010], [0, 1200], [[0, mix(light.ground, '#8a9096', 0.55)], [1, light.ground]])),
    group(ellipse(790, 1112, 560, 38, '#000000', 'opacity="0.6"'), `filter="${d.blur(16)}"`),
    group(wheel(d, close, 16), 'transform="translate(780 704)"'),
  ].join('');
}

/** Steering wheel, instruments and what the driver sees. */
export function dashboard(d: Defs, view: string, trim: string): string {
  const leather = d.linear([0, 560], [0, 1200], [[0, lighter(trim, 0.18)], [0.25, trim], [1, darker(trim, 0.6)]]);
  const dial = (x: number, angle: number) =>
    circle(x, 660, 84, '#0c1116', 'stroke="#aeb8c0" stroke-width="5"') +
    times(21, (index) => `<rect x="${x - 2}" y="584" width="4" height="${index % 5 === 0 ? 16 : 9}" fill="#e8eef2" transform="rotate(${index * 13.5 - 135} ${x} 660)"/>`) +
    `<path d="M${x - 4},668L${x},594L${x + 4},668Z" fill="#e8542f" transform="rotate(${angle} ${x} 660)"/>` + circle(x, 660, 11, '#2c3339');
  return [
    group(view, 'transform="translate(0 -230)"'),
    path('M0,0L1600,0L1600,90C1100,30 500,30 0,90Z', '#14181c') + path('M0,0L150,0L-60,640L-200,640Z', '#171b20') + path('M1600,0L1450,0L1660,640L1800,640Z', '#171b20'),
    rect(700, 60, 230, 84, '#0b0e11', 'rx="26"') + rect(714, 72, 202, 60, '#6f8fa2', 'rx="18"'),
    path('M0,560C260,500 420,520 560,520L1100,524C1300,524 1460,530 1600,560L1600,1200L0,1200Z', leather),
    path('M0,560C260,500 420,520 560,520L1100,524C1300,524 1460,530 1600,560L1600,574C1400,540 1200,540 1100,538L560,534C420,534 260,516 0,574Z', '#ffffff', 'opacity="0.18"'),
    path('M190,600C220,530 660,530 700,600L720,800L170,800Z', '#101418'),
    dial(330, -38) + dial(560, 28),
    rect(428, 600, 36, 120, '#16222a', 'rx="8"') + times(6, (row) => rect(434, 704 - row * 18, 24, 10, row < 4 ? '#5cc6d8' : '#26343c', 'rx="3"')),
    rect(820, 590, 430, 250, '#0a0e12', 'rx="20"') + rect(834, 604, 402, 222, d.linear([834, 604], [1236, 826], [[0, '#12303b'], [1, '#0d4a59']]), 'rx="12"'),
    stroke('M860,790C930,680 1010,660 1070,720S1180,740 1210,640', '#7ad3e1', 7, 'stroke-dasharray="2 16"') + circle(1070, 720, 12, '#ffffff') + circle(1210, 640, 9, '#e8542f'),
    rect(850, 870, 370, 70, darker(trim, 0.35), 'rx="18"') + times(3, (index) => circle(920 + index * 116, 905, 25, '#2c3339', 'stroke="#aeb8c0" stroke-width="4"')),
    times(2, (index) => rect(1320 + index * 20, 620, 220 - index * 40, 90, '#0c1013', 'rx="14"')) + times(4, (row) => rect(1344, 640 + row * 18, 170, 6, '#3a434b', 'rx="3"')),
    path('M940,1200L960,1010C964,970 1110,970 1114,1010L1134,1200Z', '#14181c') + stroke('M1036,1090L1036,990', '#8d979f', 20) + circle(1036, 976, 44, d.radial([1024, 960], 60, [[0, '#59636b'], [1, '#14181c']])),
    steering(d, trim),
  ].join('');
}

function steering(d: Defs, trim: string): string {
  const ring = d.linear([0, -300], [0, 300], [[0, lighter(trim, 0.25)], [0.4, darker(trim, 0.35)], [1, darker(trim, 0.7)]]);
  const rim = circle(0, 0, 286, 'none', `stroke="${ring}" stroke-width="54"`) + circle(0, 0, 308, 'none', 'stroke="#ffffff" stroke-width="3" opacity="0.16"') + circle(0, 0, 262, 'none', 'stroke="#000" stroke-width="4" opacity="0.4"');
  const spokes = path('M-270,-30L-90,-46L90,-46L270,-30L262,40L96,62L44,268L-44,268L-96,62L-262,40Z', '#1d2328');
  const hub = path('M-100,-62C-60,-84 60,-84 100,-62C118,-20 104,56 70,84C30,100 -30,100 -70,84C-104,56 -118,-20 -100,-62Z', d.linear([0, -80], [0, 90], [[0, '#333b42'], [1, '#171b1f']]), 'stroke="#454f57" stroke-width="3"');
  const keys = times(3, (index) => rect(-222 + index * 34, -14, 26, 34, '#3a434b', 'rx="7"') + rect(128 + index * 34, -14, 26, 34, '#3a434b', 'rx="7"'));
  return group(spokes + rim + hub + keys + circle(0, 6, 24, 'none', 'stroke="#aeb8c0" stroke-width="6"'), 'transform="translate(445 900)"');
}
