// Whether a file ends before its picture does. Firefox opens such a file, and shows nothing where its bytes are missing.

import { boxes, hasText } from './bytes.js';

/** Whether bytes are missing at the end; false where nobody can tell. */
export function isCut(view) {
  const check = CHECKS.find(([start, at]) => hasText(view, at, start))?.[2];
  try {
    return check?.(view) ?? false;
  } catch (error) {
    // Reading led beyond the end.
    if (error instanceof RangeError) {
      return true;
    }
    throw error;
  }
}

/** How files begin, where that stands, and what says whether they are whole. */
const CHECKS = [
  ['\xff\xd8', 0, isCutJpeg],
  ['\x89PNG', 0, isCutPng],
  ['RIFF', 0, (view) => view.getUint32(4, true) + 8 > view.byteLength],
  ['GIF8', 0, isCutGif],
  ['BM', 0, isCutBmp],
  ['ftyp', 4, hasCutBox],
  ['JXL ', 4, hasCutBox],
];

/**
 * Segments and scans up to the marker of the end. Panoramas of Samsung's have none: their file is whole when what the phone
 * writes behind the picture is.
 */
function isCutJpeg(view) {
  const bytes = new Uint8Array(view.buffer);
  for (let at = bytes.indexOf(0xff, 2); at >= 0; at = bytes.indexOf(0xff, at)) {
    const marker = bytes[at + 1];
    if (marker === 0xd9) {
      return false;
    }
    const isSegment = marker >= 0xc0 && marker < 0xff && (marker & 0xf8) !== 0xd0;
    at += isSegment ? 2 + view.getUint16(at + 2) : 1;
  }
  return !hasText(view, view.byteLength - 4, 'SEFT');
}

function isCutPng(view) {
  for (let at = 8; !hasText(view, at + 4, 'IEND'); ) {
    at += 12 + view.getUint32(at);
  }
  return false;
}

/** Blocks up to the end of the first picture. */
function isCutGif(view) {
  const table = (flags) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0);
  let at = 13 + table(view.getUint8(10));
  for (;;) {
    const isPicture = view.getUint8(at) === 0x2c;
    at += isPicture ? 11 + table(view.getUint8(at + 9)) : 2;
    for (let length = view.getUint8(at); length > 0; length = view.getUint8(at)) {
      at += 1 + length;
    }
    at += 1;
    if (isPicture) {
      return false;
    }
  }
}

function isCutBmp(view) {
  const [start, header] = [view.getUint32(10, true), view.getUint32(14, true)];
  if (header < 40) {
    return false;
  }
  const [width, height] = [view.getInt32(18, true), Math.abs(view.getInt32(22, true))];
  const rowBytes = Math.ceil((width * view.getUint16(28, true)) / 32) * 4;
  // Only what is compressed says how long it is.
  const isCompressed = [1, 2, 4, 5].includes(view.getUint32(30, true));
  return start + (isCompressed ? view.getUint32(34, true) : rowBytes * height) > view.byteLength;
}

/** The boxes that pictures are made of. Others may be whatever somebody left behind the picture. */
const NEEDED = ['ftyp', 'meta', 'moov', 'mdat', 'jxlc', 'jxlp'];

function hasCutBox(view) {
  return [...boxes(view, 0, view.byteLength)].some(({ type, end }) => end > view.byteLength && NEEDED.includes(type));
}
