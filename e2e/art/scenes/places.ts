// A ship's deck at sea, a road at dusk, a showroom and a workshop.

import { type Defs, circle, ellipse, group, lots, n, path, rect, stroke, times } from '../svg.ts';
import { clouds } from './quay.ts';

/** The open deck of a ship in the middle of the sea. */
export function deck(d: Defs, seed = 3): string {
  const lot = lots(seed);
  return [
    rect(0, 0, 1600, 640, d.linear([0, 0], [0, 640], [[0, '#4f9bd0'], [0.7, '#b5dcee'], [1, '#eef3ea']])),
    circle(1290, 170, 210, d.radial([1290, 170], 210, [[0, '#fffbe8', 0.95], [0.25, '#fff3c8', 0.55], [1, '#fff3c8', 0]])),
    clouds(d, lot),
    rect(0, 560, 1600, 260, d.linear([0, 560], [0, 800], [[0, '#5da3bd'], [0.3, '#2f7f9f'], [1, '#1d5c7b']])),
    times(80, () => rect(lot() * 1600, 570 + lot() * 200, 20 + lot() * 100, 2 + lot() * 2, '#ffffff', `rx="1.5" opacity="${n(0.1 + lot() * 0.3)}"`)),
    path('M250,560L300,536L420,536L430,524L470,524L474,536L520,538L500,560Z', '#3d6a80', 'opacity="0.7"'),
    rect(0, 772, 1600, 428, d.linear([0, 772], [0, 1200], [[0, '#7c9086'], [0.5, '#5e7168'], [1, '#44544d']])),
    times(11, (index) => stroke(`M${n(800 + (index - 5) * 190)},776L${n(800 + (index - 5) * 330)},1200`, '#2c3a34', 3, 'opacity="0.35"')),
    times(3, (row) => rect(0, 830 + row * row * 58 + row * 30, 1600, 3, '#2c3a34', 'opacity="0.3"')),
    times(16, (index) => ellipse(60 + index * 100, 1120, 14, 6, '#26322d', 'opacity="0.5"')),
    times(3, (row) => stroke(`M-10,${650 + row * 42}L1610,${650 + row * 42}`, '#f4f5f1', 8)),
    times(12, (index) => rect(40 + index * 140, 644, 12, 136, '#f4f5f1')),
    rect(0, 768, 1600, 12, '#d8dcd6'),
    group(circle(0, 0, 44, 'none', 'stroke="#e8542f" stroke-width="22"') + circle(0, 0, 44, 'none', 'stroke="#fff" stroke-width="22" stroke-dasharray="30 39"'), 'transform="translate(1398 712)"'),
    rect(-40, 300, 190, 480, d.linear([0, 0], [150, 0], [[0, '#f6f6f1'], [1, '#cfd4d2']])),
    times(4, (row) => circle(80, 380 + row * 96, 24, '#3a5a6c', 'stroke="#aeb6b6" stroke-width="7"')),
  ].join('');
}

/** The belts that hold a car on a deck. */
export function lashings(left: number, right: number, ground: number): string {
  const belt = (from: number, to: number) => stroke(`M${from},${ground - 78}L${to},${ground + 44}`, '#e8a32a', 9) + circle(to, ground + 46, 11, '#22292c');
  return belt(left, left - 120) + belt(left + 20, left + 130) + belt(right - 20, right - 130) + belt(right, right + 120);
}

/** A road into the evening. */
export function road(d: Defs, seed = 5): string {
  const lot = lots(seed);
  const ridge = (y: number, height: number) => {
    const points = Array.from({ length: 14 }, (_, index) => `L${n(index * 128 - 20)},${n(y - lot() * height)}`).join('');
    return `M-40,900L-40,${y}${points}L1700,${y}L1700,900Z`;
  };
  return [
    rect(0, 0, 1600, 820, d.linear([0, 0], [0, 800], [[0, '#232a5c'], [0.45, '#8a4f7d'], [0.75, '#ee8560'], [1, '#ffd08a']])),
    times(40, () => circle(lot() * 1600, lot() * 300, 0.8 + lot() * 1.5, '#ffffff', `opacity="${n(0.3 + lot() * 0.5)}"`)),
    circle(1130, 640, 420, d.radial([1130, 640], 420, [[0, '#fff2c0'], [0.14, '#ffe29a', 0.9], [0.2, '#ffc77d', 0.45], [1, '#ff9d6b', 0]])),
    group(clouds(d, lot, '#ffb59a'), 'opacity="0.55"'),
    path(ridge(640, 200), '#7b4a78'),
    path(ridge(700, 130), '#54376a'),
    path(ridge(760, 90), '#33264f'),
    rect(0, 752, 1600, 448, '#231d38'),
    times(46, (index) => path(`M${n(index * 36)},760l${n(6 + lot() * 8)},${n(-30 - lot() * 50)}l${n(8 + lot() * 8)},${n(34 + lot() * 46)}Z`, '#1d1932')),
    path('M0,820L1600,800L1600,1200L0,1200Z', d.linear([0, 800], [0, 1200], [[0, '#57486a'], [0.3, '#3d3752'], [1, '#211f31']])),
    path('M0,826L1600,806L1600,811L0,832Z', '#ffd9a6', 'opacity="0.6"'),
    times(6, (index) => path(`M${n(-60 + index * 300)},1128l170,-5l4,16l-176,5Z`, '#f2e6d0', 'opacity="0.75"')),
    rect(0, 700, 1600, 8, '#9a8aa6', 'opacity="0.75"') + rect(0, 714, 1600, 6, '#5a4a6d', 'opacity="0.75"'),
    times(14, (index) => rect(30 + index * 120, 700, 7, 112, '#4b3f60')),
  ].join('');
}

/** The beam of the headlamps of a car that looks to the right. */
export function beam(d: Defs, x: number, y: number): string {
  return (
    path(`M${x},${y}L${x + 620},${y - 100}L${x + 620},${y + 220}Z`, d.linear([x, y], [x + 520, y], [[0, '#fff4cf', 0.62], [1, '#fff4cf', 0]]), `filter="${d.blur(10)}"`) +
    circle(x, y, 70, d.radial([x, y], 70, [[0, '#ffffff', 0.95], [0.3, '#fff1c8', 0.5], [1, '#fff1c8', 0]]))
  );
}

/** A bright hall with a window and a floor that mirrors. */
export function showroom(d: Defs): string {
  return [
    rect(0, 0, 1600, 800, d.linear([0, 0], [0, 800], [[0, '#cfd6dc'], [1, '#f1f3f4']])),
    rect(120, 150, 1000, 470, d.linear([0, 150], [0, 620], [[0, '#8fc1de'], [1, '#e8efe8']])),
    times(15, (index) => rect(130 + index * 66, 440 - ((index * 73) % 150), 58, 190 + ((index * 73) % 150), '#9fb6c3', 'opacity="0.8"')),
    times(5, (index) => rect(116 + index * 251, 140, 10, 490, '#3a4249')) + rect(110, 140, 1022, 12, '#3a4249') + rect(110, 618, 1022, 14, '#3a4249'),
    rect(1200, 190, 320, 380, '#0d4a59', 'rx="6"'),
    stroke('M1240,470C1300,360 1360,340 1400,390S1470,440 1490,300', '#6fc3d2', 8, 'stroke-dasharray="2 18"') + circle(1400, 390, 13, '#ffffff'),
    times(6, (index) => rect(130 + index * 250, 40, 150, 14, '#ffffff', 'rx="7"') + ellipse(205 + index * 250, 70, 130, 50, '#ffffff', `opacity="0.55" filter="${d.blur(20)}"`)),
    rect(1180, 610, 36, 150, '#8a6a4a') + ellipse(1198, 560, 70, 90, '#3f7a55') + ellipse(1150, 600, 46, 66, '#4d8d65') + ellipse(1246, 600, 46, 66, '#35694a'),
    rect(0, 760, 1600, 440, d.linear([0, 760], [0, 1200], [[0, '#c3c9ce'], [0.4, '#dde1e4'], [1, '#aab2b8']])),
    rect(0, 752, 1600, 10, '#7f8a92'),
    ellipse(800, 1010, 760, 120, '#ffffff', `opacity="0.35" filter="${d.blur(22)}"`),
  ].join('');
}

/** A workshop with a wall of tools. */
export function workshop(d: Defs): string {
  const tool = (x: number, y: number, height: number) => rect(x, y, 9, height, '#3c4248', 'rx="4"') + circle(x + 4, y, 12, '#59626a');
  return [
    rect(0, 0, 1600, 800, d.linear([0, 0], [0, 800], [[0, '#4a3f38'], [1, '#8b7765']])),
    times(9, (row) => rect(0, 90 + row * 78, 1600, 2, '#000000', 'opacity="0.16"')),
    rect(90, 240, 560, 300, '#c9a26b') + rect(90, 240, 560, 10, '#e2c08e'),
    times(16, (index) => tool(120 + index * 32, 286, 60 + ((index * 37) % 80))),
    times(10, (index) => circle(130 + index * 54, 490, 20, 'none', 'stroke="#59626a" stroke-width="8"')),
    rect(60, 610, 640, 26, '#5b4634') + rect(80, 636, 26, 150, '#45362a') + rect(650, 636, 26, 150, '#45362a'),
    rect(140, 556, 120, 54, '#b8322a', 'rx="6"') + rect(300, 574, 90, 36, '#2f6f86', 'rx="5"') + rect(430, 540, 60, 70, '#d9d4c8', 'rx="8"'),
    rect(940, 160, 560, 620, d.linear([0, 160], [0, 780], [[0, '#dfe9ee'], [1, '#aebfc8']])),
    times(9, (row) => rect(940, 160 + row * 69, 560, 5, '#78878f')) + rect(928, 150, 12, 634, '#2f2924') + rect(1500, 150, 12, 634, '#2f2924'),
    times(3, (index) => rect(200 + index * 480, 50, 240, 22, '#fff5dc', 'rx="9"') + ellipse(320 + index * 480, 110, 260, 90, '#ffe7b8', `opacity="0.5" filter="${d.blur(34)}"`)),
    rect(0, 770, 1600, 430, d.linear([0, 770], [0, 1200], [[0, '#6f6862'], [0.5, '#58534f'], [1, '#3b3836']])),
    path('M120,1170L1480,1170L1380,850L220,850Z', 'none', 'stroke="#e9c84b" stroke-width="9" opacity="0.55"'),
    ellipse(800, 1030, 720, 90, '#ffe7b8', `opacity="0.16" filter="${d.blur(26)}"`),
  ].join('');
}

/** The two posts of a lift with arms below the sills. */
export function lift(left: number, right: number, ground: number, raised: number): string {
  const post = (x: number) => rect(x - 28, 220, 56, ground - 220, '#1f5f86') + rect(x - 28, 220, 14, ground - 220, '#ffffff', 'opacity="0.18"') + rect(x - 70, ground - 12, 140, 18, '#17435e');
  const arm = (x: number, to: number) => stroke(`M${x},${ground - raised - 60}L${to},${ground - raised - 60}`, '#d9a32a', 26) + rect(to - 24, ground - raised - 96, 48, 30, '#22272c', 'rx="5"');
  return post(left) + post(right) + arm(left, left + 330) + arm(right, right - 330);
}
