// A worker that makes of a picture one that the server takes: upright, in sRGB, as JPEG or PNG, and no larger than it needs to be. It makes
// photos that the server would take smaller too, for the line of a yard.
// The app starts it for one file and ends it afterwards, so that no memory outlives a picture.

import { captureTime } from './capture-time.js';
import { keepsColours } from './colours.js';
import { drawn, isLong } from './draw.js';
import { withCaptureTime } from './exif-segment.js';
import { jpegOfHeic } from 'heic';
import { hasText } from './bytes.js';
import { isUnturned } from './turn.js';
import { isCut } from './whole.js';

addEventListener('message', async ({ data }) => postMessage(await answer(data)));

/** A picture, or why there is none: a name, and where a decoder has words of its own, those. */
async function answer({ file, isHeic, isLogo, isTaken }) {
  try {
    return { picture: await converted(file, isHeic, isLogo, isTaken) };
  } catch (error) {
    return error.refusal === undefined ? { refusal: 'unopened' } : error;
  }
}

/** `isTaken` says that the server takes the file as it is, and better than in other colours. */
async function converted(file, isHeic, isLogo, isTaken) {
  const view = new DataView(await file.arrayBuffer());
  if (isTaken && !(await keepsColours(view))) {
    throw { refusal: 'unopened' };
  }
  // Without a type, so that browsers look at the bytes; and with the end that Samsung's panoramas lack.
  const end = hasText(view, 0, '\xff\xd8') ? [END_OF_JPEG] : [];
  let bitmap = await opened(new Blob([file, ...end]));
  if (bitmap === null && isHeic) {
    const jpeg = await jpegOfHeic(view);
    bitmap = await opened(jpeg);
    const shrinks = bitmap !== null && isLong(bitmap) && (await keepsColours(new DataView(await jpeg.arrayBuffer())));
    // It says itself when it was taken, and in which colours.
    if (jpeg.size <= MOST_BYTES && !shrinks) {
      return jpeg;
    }
  }
  // Of a file that was cut off, browsers show what is there, and the rest grey.
  if (isCut(view)) {
    throw { refusal: 'cut' };
  }
  if (bitmap === null || isUnturned(view, bitmap)) {
    throw { refusal: 'unopened' };
  }
  const picture = await drawn(bitmap, isLogo, MOST_BYTES);
  return isLogo ? picture : withCaptureTime(picture, captureTime(view));
}

/** What the server takes. */
const MOST_BYTES = 20 * 1024 * 1024;
const END_OF_JPEG = Uint8Array.of(0xff, 0xd9);

/** The picture as the browser opens it, turned as it says; nothing where the browser cannot. */
async function opened(blob) {
  try {
    return await createImageBitmap(blob, { imageOrientation: 'from-image' });
  } catch {
    return null;
  }
}
