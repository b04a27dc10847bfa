// Small words for drawing: colours, gradients and the few forms that every picture uses.

/** Offset from 0 to 1, colour, opacity. */
export type Stop = [number, string, number?];

/** The gradients and filters of one picture, each under a name of its own. */
export class Defs {
  private readonly parts: string[] = [];

  /** A gradient between two points of the drawing. */
  linear(from: [number, number], to: [number, number], stops: Stop[]): string {
    const [x1, y1] = from;
    const [x2, y2] = to;
    return this.add(
      (id) =>
        `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}">${stopTags(stops)}</linearGradient>`,
    );
  }

  /** A gradient around a point of the drawing. */
  radial(centre: [number, number], radius: number, stops: Stop[]): string {
    const [cx, cy] = centre;
    return this.add(
      (id) =>
        `<radialGradient id="${id}" gradientUnits="userSpaceOnUse" cx="${cx}" cy="${cy}" r="${radius}">${stopTags(stops)}</radialGradient>`,
    );
  }

  /** A blur, for `filter`. */
  blur(deviation: number): string {
    return this.add(
      (id) =>
        `<filter id="${id}" x="-60%" y="-60%" width="220%" height="220%"><feGaussianBlur stdDeviation="${deviation}"/></filter>`,
    );
  }

  /** What is inside the shapes, for `clip-path`. */
  clip(shapes: string): string {
    return this.add((id) => `<clipPath id="${id}">${shapes}</clipPath>`);
  }

  /** What the light parts of the shapes let through, for `mask`. */
  mask(shapes: string): string {
    return this.add((id) => `<mask id="${id}" maskUnits="userSpaceOnUse" x="-2000" y="-2000" width="5000" height="5000">${shapes}</mask>`);
  }

  toString(): string {
    return `<defs>${this.parts.join('')}</defs>`;
  }

  private add(part: (id: string) => string): string {
    const id = `d${this.parts.length}`;
    this.parts.push(part(id));
    return `url(#${id})`;
  }
}

function stopTags(stops: Stop[]): string {
  return stops
    .map(([offset, colour, opacity]) => `<stop offset="${offset}" stop-color="${colour}" stop-opacity="${opacity ?? 1}"/>`)
    .join('');
}

/** From one colour to another. */
export function mix(from: string, to: string, share: number): string {
  const channel = (colour: string, index: number) => Number.parseInt(colour.slice(1 + 2 * index, 3 + 2 * index), 16);
  const hex = [0, 1, 2].map((index) => {
    const value = channel(from, index) * (1 - share) + channel(to, index) * share;
    return Math.round(value).toString(16).padStart(2, '0');
  });
  return `#${hex.join('')}`;
}

export const lighter = (colour: string, share: number) => mix(colour, '#ffffff', share);
export const darker = (colour: string, share: number) => mix(colour, '#05080c', share);

/** A number as short as the eye allows. */
export const n = (value: number) => String(Math.round(value * 10) / 10);

export const path = (d: string, fill: string, more = '') => `<path d="${d}" fill="${fill}" ${more}/>`;

export const stroke = (d: string, colour: string, width: number, more = '') =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;

export const rect = (x: number, y: number, width: number, height: number, fill: string, more = '') =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}" ${more}/>`;

export const circle = (cx: number, cy: number, r: number, fill: string, more = '') =>
  `<circle cx="${n(cx)}" cy="${n(cy)}" r="${n(r)}" fill="${fill}" ${more}/>`;

export const ellipse = (cx: number, cy: number, rx: number, ry: number, fill: string, more = '') =>
  `<ellipse cx="${n(cx)}" cy="${n(cy)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}" ${more}/>`;

export const group = (content: string, more = '') => `<g ${more}>${content}</g>`;

/** Each of a row of things. */
export const times = (count: number, draw: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => draw(index)).join('');

/** Numbers that look drawn by lot and are the same at every run. */
export function lots(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}
