// The time of a photo into a JPEG: a canvas writes no EXIF.

import { ASCII, EXIF_POINTER } from './capture-time.js';

/** The JPEG with these fields in an EXIF of its own; unchanged where there are none. */
export async function withCaptureTime(jpeg, fields) {
  if (fields.length === 0) {
    return jpeg;
  }
  // Behind the start and the segment that a canvas begins with.
  const head = new DataView(await jpeg.slice(0, 6).arrayBuffer());
  const at = head.getUint16(2) === 0xffe0 ? 4 + head.getUint16(4) : 2;
  return new Blob([jpeg.slice(0, at), segment(fields), jpeg.slice(at)], { type: jpeg.type });
}

/** A list that points to another, and behind that the texts that are too long to stand in it. */
function segment(fields) {
  const [pointed, behind] = [26, 26 + 2 + fields.length * 12 + 4];
  const texts = fields.map(([tag, text]) => [tag, `${text}\0`]);
  const long = texts.map(([, text]) => text).filter((text) => text.length > 4);
  let at = behind;
  const list = texts.flatMap(([tag, text]) => {
    const value = text.length > 4 ? number(at, 4) : bytes(text.padEnd(4, '\0'));
    at += text.length > 4 ? text.length : 0;
    return [...number(tag, 2), ...number(ASCII, 2), ...number(text.length, 4), ...value];
  });
  const pointer = [...number(EXIF_POINTER, 2), ...number(4, 2), ...number(1, 4), ...number(pointed, 4)];
  const first = [...bytes('MM\0*'), ...number(8, 4), ...number(1, 2), ...pointer, ...number(0, 4)];
  const second = [...number(fields.length, 2), ...list, ...number(0, 4)];
  const content = [...bytes('Exif\0\0'), ...first, ...second, ...long.flatMap(bytes)];
  return Uint8Array.from([0xff, 0xe1, ...number(content.length + 2, 2), ...content]);
}

function number(value, length) {
  return Array.from({ length }, (_, index) => (value >>> (8 * (length - 1 - index))) & 255);
}

function bytes(text) {
  return [...text].map((letter) => letter.charCodeAt(0));
}
