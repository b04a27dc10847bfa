// Where EXIF stands in files of every kind.

import { boxes, hasText } from './bytes.js';

/** Where the TIFF structure begins that cameras write into files of every kind. */
export function exifOf(view) {
  if (hasText(view, 0, 'II*\0') || hasText(view, 0, 'MM\0*')) {
    return 0;
  }
  if (hasText(view, 0, '\xff\xd8')) {
    return exifOfJpeg(view);
  }
  if (hasText(view, 0, '\x89PNG')) {
    return exifOfChunks(view, 8, 'eXIf', 4, false);
  }
  if (hasText(view, 0, 'RIFF')) {
    return exifOfChunks(view, 12, 'EXIF', 0, true);
  }
  if (hasText(view, 4, 'ftyp') || hasText(view, 4, 'JXL ')) {
    return exifOfBoxes(view);
  }
  return undefined;
}

function exifOfJpeg(view) {
  for (let at = 2; view.getUint16(at) !== 0xffda; ) {
    if (hasText(view, at + 4, 'Exif\0\0') && view.getUint16(at) === 0xffe1) {
      return at + 10;
    }
    at += view.getUint8(at) === 0xff && view.getUint8(at + 1) >= 0xc0 ? 2 + view.getUint16(at + 2) : 1;
  }
  return undefined;
}

/** Chunks of PNG (length, type, content, sum) or of WebP (type, length, content, padding). */
function exifOfChunks(view, from, type, typeAt, isLittle) {
  for (let at = from; at + 8 <= view.byteLength; ) {
    if (hasText(view, at + typeAt, type)) {
      return behindHeader(view, at + 8);
    }
    const length = view.getUint32(at + 4 - typeAt, isLittle);
    at += isLittle ? 8 + length + (length & 1) : 12 + length;
  }
  return undefined;
}

/** Some programs write the header of a JPEG's segment before the structure. */
function behindHeader(view, at) {
  return hasText(view, at, 'Exif\0\0') ? at + 6 : at;
}

/** In JPEG XL it is a box; in HEIC and AVIF an item, whose number and place stand in two lists. */
function exifOfBoxes(view) {
  const find = (name, from, to) => [...boxes(view, from, to)].find(({ type }) => type === name);
  const box = find('Exif', 0, view.byteLength);
  if (box !== undefined) {
    return box.start + 4 + view.getUint32(box.start);
  }
  const meta = find('meta', 0, view.byteLength);
  const [infos, places] = ['iinf', 'iloc'].map((name) => meta && find(name, meta.start + 4, meta.end));
  if (infos === undefined || places === undefined) {
    return undefined;
  }
  const isLong = view.getUint8(infos.start) > 0;
  const info = [...boxes(view, infos.start + (isLong ? 8 : 6), infos.end)].find(
    ({ start }) => view.getUint8(start) === 2 && hasText(view, start + 8, 'Exif'),
  );
  const at = info && placeOf(view, places.start, view.getUint16(info.start + 4));
  return at === undefined ? undefined : at + 4 + view.getUint32(at);
}

/** Where an item lies in the file (ISO/IEC 14496-12, 8.11.3): only items that lie there in one piece. */
function placeOf(view, start, wanted) {
  const version = view.getUint8(start);
  const [sizes, baseSizes] = [view.getUint8(start + 4), view.getUint8(start + 5)];
  const number = (at, bytes) => (bytes === 8 ? Number(view.getBigUint64(at)) : bytes === 4 ? view.getUint32(at) : 0);
  const isLong = version === 2;
  const count = isLong ? view.getUint32(start + 6) : view.getUint16(start + 6);
  let at = start + (isLong ? 10 : 8);
  for (let index = 0; index < count; index += 1) {
    const item = isLong ? view.getUint32(at) : view.getUint16(at);
    at += isLong ? 4 : 2;
    const isInFile = version === 0 || (view.getUint16(at) & 15) === 0;
    at += version > 0 ? 4 : 2;
    const base = number(at, baseSizes >> 4);
    at += baseSizes >> 4;
    const extents = view.getUint16(at);
    at += 2;
    const indexBytes = version > 0 ? baseSizes & 15 : 0;
    if (item === wanted) {
      return isInFile && extents === 1 ? base + number(at + indexBytes, sizes >> 4) : undefined;
    }
    at += extents * (indexBytes + (sizes >> 4) + (sizes & 15));
  }
  return undefined;
}
