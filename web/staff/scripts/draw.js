// From an opened picture to a file.

import { smaller } from './shrink.js';

/** The server keeps 2048 pixels of the width: more would only keep a slow line busy. */
const PHOTO = { type: 'image/jpeg', pixels: 2560 * 2560, width: 2560, height: 2560 };
/** A panorama would lose its height. A canvas of Safari's on an iPhone has no more pixels, and the server keeps a quarter of them. */
const PANORAMA = { type: 'image/jpeg', pixels: 4096 * 4096, width: 12_000, height: 12_000 };
/** Four times what is kept of a logo, and with its transparency. */
const LOGO = { type: 'image/png', pixels: 2560 * 1280, width: 2560, height: 1280 };
/** Those that are tried until the file is small enough: nearly every photo is at once, and noise in the end. */
const QUALITIES = [0.8, 0.65, 0.5];
/** From so many times as long as it is high, or the other way round, a picture is a panorama. `pictures/mod.rs` has the same number. */
const PANORAMIC = 2.5;

/** The picture as a file of at most so many bytes. It lets go of the opened picture. */
export async function drawn(bitmap, isLogo, mostBytes) {
  const { type, ...room } = isLogo ? LOGO : roomFor(bitmap);
  const canvas = await shrunk(bitmap, scale(bitmap, room), isLogo);
  if (isAltered()) {
    throw { refusal: 'altered' };
  }
  for (const quality of QUALITIES) {
    const blob = await canvas.convertToBlob({ type, quality });
    if (blob.size <= mostBytes) {
      return blob;
    }
  }
  throw { refusal: 'unopened' };
}

/** Whether a photo is made smaller. */
export function isLong(bitmap) {
  return scale(bitmap, roomFor(bitmap)) < 1;
}

function roomFor({ width, height }) {
  return Math.max(width, height) > PANORAMIC * Math.min(width, height) ? PANORAMA : PHOTO;
}

function scale({ width, height }, room) {
  return Math.min(1, Math.sqrt(room.pixels / (width * height)), room.width / width, room.height / height);
}

async function shrunk(bitmap, factor, isTransparent) {
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.floor(side * factor)));
  return copied(factor < 1 ? await smaller(bitmap, width, height) : bitmap, width, height, isTransparent);
}

/** A copy in this size; the picture is let go. */
function copied(bitmap, width, height, isTransparent) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!isTransparent) {
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
  }
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return canvas;
}

/** Whether the browser gives noise in place of what was drawn, so that nobody recognises it by its canvas. */
function isAltered() {
  const context = new OffscreenCanvas(8, 8).getContext('2d', { willReadFrequently: true });
  context.fillStyle = '#40c080';
  context.fillRect(0, 0, 8, 8);
  const { data } = context.getImageData(0, 0, 8, 8);
  return data.some((value, index) => Math.abs(value - [64, 192, 128, 255][index % 4]) > 24);
}
