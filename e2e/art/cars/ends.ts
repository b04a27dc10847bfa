// Cars from the front and from behind: one half is drawn, the other mirrors it. The ground is at 0, the middle at 0.

import type { Light } from '../light.ts';
import { type Defs, circle, darker, ellipse, group, lighter, mix, path, rect, stroke, times } from '../svg.ts';

const both = (half: string) => half + group(half, 'transform="scale(-1 1)"');

/** An off-roader from the front. */
export function front(d: Defs, paint: string, light: Light): string {
  const colour = mix('#0b0e14', paint, light.strength);
  const body = d.linear([0, -446], [0, -70], [[0, mix(colour, light.sky, 0.5)], [0.35, mix(colour, light.sky, 0.25)], [0.5, lighter(colour, 0.12)], [0.75, darker(colour, 0.12)], [1, darker(mix(colour, light.ground, 0.4), 0.35)]]);
  const pane = d.linear([0, -420], [0, -300], [[0, mix('#10181f', light.sky, 0.2)], [1, mix('#26333d', light.sky, 0.5)]]);
  const lamp = light.lamps ? '#fffdf2' : d.linear([120, -260], [220, -210], [[0, '#eef4f8'], [1, '#8f9ba6']]);
  return [
    shadow(d, 250),
    both(rect(146, -130, 78, 130, '#121518', 'rx="18"') + times(5, (row) => rect(150, -118 + row * 24, 70, 6, '#000', 'opacity="0.45"'))),
    both(path('M0,-444L120,-442C146,-438 158,-424 172,-390L206,-300L0,-300Z', body)),
    path('M-112,-422L0,-424L112,-422C132,-418 140,-408 150,-386L182,-304L-182,-304L-150,-386C-140,-408 -132,-418 -112,-422Z', pane, 'stroke="#0a0d10" stroke-width="5"'),
    both(path('M206,-336L240,-344C254,-344 258,-330 256,-308C252,-296 236,-294 212,-302Z', body, 'stroke="#000" stroke-opacity="0.35" stroke-width="2"')),
    both(path('M0,-310L196,-306C216,-296 228,-270 232,-230L238,-150C238,-120 230,-100 210,-92L0,-84Z', body)),
    both(path('M0,-304L180,-300C200,-292 208,-280 212,-266L96,-262L0,-262Z', light.sky, 'opacity="0.35"')),
    stroke('M-150,-296C-110,-284 -96,-272 -90,-262M150,-296C110,-284 96,-272 90,-262', '#000000', 3, 'opacity="0.28"'),
    both(path('M0,-256L106,-254L112,-176L96,-156L0,-154Z', '#171b1f') + times(4, (row) => rect(0, -248 + row * 24, 104, 9, '#c3ccd4', 'rx="3"'))),
    both(path('M0,-260L110,-258L118,-174L100,-150L0,-148L0,-156L96,-158L108,-178L102,-250L0,-252Z', '#dfe6eb')),
    both(path('M118,-252L212,-248C222,-236 224,-222 224,-208L130,-198Z', lamp, 'stroke="#1a1f24" stroke-width="4"') + circle(150, -226, 17, '#ffffff', 'stroke="#59636c" stroke-width="4"') + circle(190, -226, 14, '#ffffff', 'stroke="#59636c" stroke-width="4"')),
    both(path('M0,-134L150,-134L176,-150L230,-160L236,-128C234,-106 224,-94 206,-90L0,-82Z', '#22272c')),
    both(circle(186, -124, 15, lamp, 'stroke="#59636c" stroke-width="5"')),
    both(path('M0,-104L96,-104L84,-70L0,-66Z', '#c3ccd4')),
    rect(-54, -142, 108, 28, darker(colour, 0.5), 'rx="4"'),
    path('M-110,-410L-40,-414L-92,-308L-168,-308Z', '#ffffff', 'opacity="0.14"'),
    stroke('M-150,-306C-60,-296 60,-296 150,-306', '#0a0d10', 5),
    light.lamps ? both(circle(168, -226, 100, d.radial([168, -226], 100, [[0, '#fff7dc', 0.9], [0.3, '#fff1c8', 0.4], [1, '#fff1c8', 0]]))) : '',
  ].join('');
}

/** An off-roader from behind. */
export function rear(d: Defs, paint: string, light: Light): string {
  const colour = mix('#0b0e14', paint, light.strength);
  const body = d.linear([0, -446], [0, -70], [[0, mix(colour, light.sky, 0.5)], [0.4, mix(colour, light.sky, 0.2)], [0.7, darker(colour, 0.08)], [1, darker(mix(colour, light.ground, 0.4), 0.35)]]);
  const pane = d.linear([0, -420], [0, -300], [[0, mix('#10181f', light.sky, 0.12)], [1, mix('#26333d', light.sky, 0.34)]]);
  return [
    shadow(d, 250),
    both(rect(146, -130, 78, 130, '#121518', 'rx="18"') + times(5, (row) => rect(150, -118 + row * 24, 70, 6, '#000', 'opacity="0.45"'))),
    both(path('M0,-450L150,-446C176,-442 188,-424 196,-390L216,-306C230,-296 236,-270 236,-230L238,-130C236,-106 226,-94 206,-90L0,-84Z', body)),
    path('M-136,-420L0,-424L136,-420C154,-416 160,-404 166,-384L182,-304L0,-302L-182,-304L-166,-384C-160,-404 -154,-416 -136,-420Z', pane, 'stroke="#0a0d10" stroke-width="6"'),
    both(path('M190,-300L218,-302C232,-290 236,-260 234,-212L196,-204C192,-240 188,-270 190,-300Z', d.linear([190, 0], [236, 0], [[0, '#8d120d'], [1, light.lamps ? '#ff5a46' : '#d5281d']]), 'stroke="#3a0605" stroke-width="3"') + rect(198, -246, 32, 12, '#f4e6dc', 'rx="3"')),
    both(path('M0,-142L238,-148L238,-124C234,-104 224,-94 206,-90L0,-82Z', '#22272c')),
    both(rect(160, -130, 50, 12, '#b3241a', 'rx="4"')),
    both(stroke('M182,-296L180,-150', '#000', 3, 'opacity="0.45"')),
    rect(-70, -262, 140, 40, darker(colour, 0.18), 'rx="5"') + rect(-84, -284, 168, 11, '#e6ebef', 'rx="5"'),
    both(path('M0,-462L120,-460L130,-448L0,-446Z', darker(colour, 0.3))),
    path('M-120,-410L-40,-414L-96,-308L-170,-308Z', '#ffffff', 'opacity="0.13"'),
    stroke('M0,-304C40,-320 70,-340 84,-362', '#0a0d10', 6),
    rect(60, -98, 54, 16, '#7d878f', 'rx="6"'),
  ].join('');
}

function shadow(d: Defs, width: number): string {
  return group(ellipse(0, 4, width * 1.1, 22, '#05080b', 'opacity="0.55"'), `filter="${d.blur(11)}"`) + rect(-width * 0.86, -120, width * 1.72, 70, '#0b0d10', 'rx="14"');
}
