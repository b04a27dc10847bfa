// Whether the browser turned a picture as its file says.

import { boxes, hasText } from './bytes.js';

/** Whether the picture of an AVIF or HEIC file lies on its side, because the browser takes no notice of the property `irot`. */
export function isUnturned(view, bitmap) {
  if (!hasText(view, 4, 'ftyp')) {
    return false;
  }
  // The properties are in boxes of boxes, of which the first has a version.
  let place = { start: 0, end: view.byteLength };
  for (const [name, skipped] of [
    ['meta', 0],
    ['iprp', 4],
    ['ipco', 0],
  ]) {
    place = [...boxes(view, place.start + skipped, place.end)].find(({ type }) => type === name);
    if (place === undefined || place.end > view.byteLength) {
      return false;
    }
  }
  const properties = [...boxes(view, place.start, place.end)];
  const [turn, size] = ['irot', 'ispe'].map((name) => properties.find(({ type }) => type === name));
  if (turn === undefined || size === undefined || (view.getUint8(turn.start) & 1) === 0) {
    return false;
  }
  const [width, height] = [view.getUint32(size.start + 4), view.getUint32(size.start + 8)];
  return width !== height && bitmap.width === width && bitmap.height === height;
}
