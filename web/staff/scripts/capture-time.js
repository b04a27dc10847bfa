// When a photo was taken, by its EXIF. Nothing else of it is read.

import { hasText } from './bytes.js';
import { exifOf } from './exif-place.js';

/** The number of the field that points to the list with the time, and the type of texts. */
export const EXIF_POINTER = 0x8769;
export const ASCII = 2;

const DATE_TIME_ORIGINAL = 0x9003;
/** The fields with a time, and what each may say: `YYYY:MM:DD HH:MM:SS`, its offset from UTC, and the digits of its fraction. */
const FIELDS = new Map([
  [DATE_TIME_ORIGINAL, /^\d{4}:\d\d:\d\d \d\d:\d\d:\d\d/],
  [0x9011, /^[+-]\d\d:\d\d/],
  [0x9291, /^\d{1,9}/],
]);

/** The fields with the time, as number and text; none where the file does not say it. */
export function captureTime(view) {
  try {
    const at = exifOf(view);
    const fields = at === undefined ? [] : read(view, at);
    return fields[0]?.[0] === DATE_TIME_ORIGINAL ? fields : [];
  } catch (error) {
    // A broken EXIF is none.
    if (error instanceof RangeError) {
      return [];
    }
    throw error;
  }
}

function read(view, tiff) {
  const isLittle = hasText(view, tiff, 'II');
  const fields = (at) => {
    const count = view.getUint16(at, isLittle);
    const places = Array.from({ length: count }, (_, index) => at + 2 + index * 12);
    return new Map(places.map((place) => [view.getUint16(place, isLittle), place]));
  };
  const offset = (at) => tiff + view.getUint32(at, isLittle);
  const pointer = fields(offset(tiff + 4)).get(EXIF_POINTER);
  const exif = pointer === undefined ? new Map() : fields(offset(pointer + 8));
  return [...FIELDS].flatMap(([tag, pattern]) => {
    const field = exif.get(tag);
    if (field === undefined || view.getUint16(field + 2, isLittle) !== ASCII) {
      return [];
    }
    const length = view.getUint32(field + 4, isLittle);
    const at = length > 4 ? offset(field + 8) : field + 8;
    const text = pattern.exec(letters(view, at, Math.min(length, 19)))?.[0];
    return text === undefined ? [] : [[tag, text]];
  });
}

function letters(view, at, length) {
  return Array.from({ length }, (_, index) => String.fromCharCode(view.getUint8(at + index))).join('');
}
