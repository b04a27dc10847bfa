// A wheel from the side.

import { type Defs, circle, darker, group, lighter, n, path, stroke, times } from '../svg.ts';

export interface WheelStyle {
  radius: number;
  /** Share of the radius that is rim. */
  rim: number;
  spokes: number;
  /** Twin spokes are two thin ones beside each other. */
  twin?: boolean;
  colour: string;
  /** Colour of the brake calliper. */
  calliper?: string;
}

/** A wheel around the origin. */
export function wheel(d: Defs, style: WheelStyle, turn = 0): string {
  const { radius: r, colour } = style;
  const rim = r * style.rim;
  const tyre = d.radial([0, 0], r, [[0, '#0b0d10'], [style.rim, '#15181c'], [style.rim + 0.06, '#2b3036'], [0.9, '#1d2126'], [1, '#0e1114']]);
  const barrel = d.radial([0, 0], rim, [[0, '#0d1013'], [0.7, '#1b2025'], [1, '#0c0f12']]);
  const metal = d.linear([-rim, -rim], [rim, rim], [[0, lighter(colour, 0.5)], [0.45, colour], [1, darker(colour, 0.45)]]);
  const parts = [
    circle(0, 0, r, tyre),
    circle(0, 0, r * 0.97, 'none', `stroke="#000" stroke-opacity="0.35" stroke-width="${n(r * 0.03)}"`),
    stroke(`M${n(-r * 0.86)},${n(-r * 0.2)}A${n(r * 0.88)},${n(r * 0.88)} 0 0 1 ${n(r * 0.2)},${n(-r * 0.86)}`, '#ffffff', r * 0.02, 'opacity="0.2"'),
    circle(0, 0, rim, barrel),
    circle(0, 0, rim * 0.6, '#42484f'),
    circle(0, 0, rim * 0.6, 'none', 'stroke="#23282d" stroke-width="3" stroke-dasharray="4 5"'),
  ];
  if (style.calliper !== undefined) {
    parts.push(path(`M${n(rim * 0.42)},${n(-rim * 0.5)}A${n(rim * 0.66)},${n(rim * 0.66)} 0 0 1 ${n(rim * 0.66)},${n(rim * 0.12)}L${n(rim * 0.4)},${n(rim * 0.08)}A${n(rim * 0.42)},${n(rim * 0.42)} 0 0 0 ${n(rim * 0.28)},${n(-rim * 0.3)}Z`, style.calliper));
  }
  parts.push(
    group(times(style.spokes, (index) => spoke(rim, style, metal, (index * 360) / style.spokes)), `transform="rotate(${n(turn)})"`),
    circle(0, 0, rim * 0.95, 'none', `stroke="${metal}" stroke-width="${n(rim * 0.09)}"`),
    circle(0, 0, rim * 0.99, 'none', 'stroke="#000" stroke-opacity="0.5" stroke-width="2"'),
    circle(0, 0, rim * 0.24, metal),
    circle(0, 0, rim * 0.13, darker(colour, 0.6)),
    times(5, (index) => `<circle cx="0" cy="${n(-rim * 0.185)}" r="${n(rim * 0.03)}" fill="#0d1013" transform="rotate(${n(index * 72 + 36)})"/>`),
  );
  return parts.join('');
}

function spoke(rim: number, style: WheelStyle, metal: string, angle: number): string {
  const inner = rim * 0.2;
  const outer = rim * 0.94;
  const blade = (offset: number, width: number) =>
    path(
      `M${n(offset * 0.4 - width * 0.5)},${n(-inner)}L${n(offset - width * 0.62)},${n(-outer)}L${n(offset + width * 0.62)},${n(-outer)}L${n(offset * 0.4 + width * 0.5)},${n(-inner)}Z`,
      metal,
      'stroke="#000" stroke-opacity="0.25" stroke-width="1"',
    );
  const wide = (rim * 1.35) / style.spokes;
  const blades = style.twin === true ? blade(-wide * 0.55, wide * 0.42) + blade(wide * 0.55, wide * 0.42) : blade(0, wide * 0.8);
  return group(blades, `transform="rotate(${n(angle)})"`);
}
