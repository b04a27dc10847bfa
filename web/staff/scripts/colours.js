// Whether the colours of a photo stay what they are when the browser opens it and draws it.

import { hasText } from './bytes.js';

/**
 * Whether they do. Phones name the space of their colours in a profile, which most browsers convert from; one that takes no notice of it,
 * or converts to the colours of its screen, would make them paler or stronger. Inks in place of light are for the server.
 */
export async function keepsColours(view) {
  return !hasInks(view) && (!hasProfile(view) || (await converts()));
}

/** How far from the start of a file a profile stands: behind what phones write about a photo. */
const HEAD_BYTES = 256 * 1024;

function hasProfile(view) {
  const head = new Uint8Array(view.buffer, 0, Math.min(view.byteLength, HEAD_BYTES));
  return /ICC_PROFILE\0|iCCP|ICCP/.test(new TextDecoder('latin1').decode(head));
}

/** Whether a JPEG has four colours to a pixel: cyan, magenta, yellow and black. */
function hasInks(view) {
  if (!hasText(view, 0, '\xff\xd8')) {
    return false;
  }
  for (let at = 2; at + 10 < view.byteLength; ) {
    const marker = view.getUint8(at + 1);
    if (view.getUint8(at) !== 0xff || marker < 0xc0 || marker === 0xff) {
      at += 1;
    } else if (marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return view.getUint8(at + 9) === 4;
    } else {
      at += 2 + view.getUint16(at + 2);
    }
  }
  return false;
}

/** A colour of Display P3, and what it is in sRGB. Taken for sRGB it would be 16 and 26 steps off. */
const SHOWN = 'rgb(200 100 50)';
const MEANT = [216, 93, 24];
const TOLERANCE = 8;

/** Whether the browser converts from a profile to sRGB, tried with one picture of one colour. */
async function converts() {
  const canvas = new OffscreenCanvas(16, 16);
  const context = canvas.getContext('2d');
  context.fillStyle = SHOWN;
  context.fillRect(0, 0, 16, 16);
  const jpeg = await canvas.convertToBlob({ type: 'image/jpeg', quality: 1 });
  const bitmap = await createImageBitmap(await withProfile(jpeg));
  const seen = new OffscreenCanvas(16, 16).getContext('2d', { willReadFrequently: true });
  seen.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = seen.getImageData(8, 8, 1, 1);
  return MEANT.every((value, channel) => Math.abs(value - data[channel]) <= TOLERANCE);
}

/** The JPEG with this profile and none of its own. */
async function withProfile(jpeg) {
  const view = new DataView(await jpeg.arrayBuffer());
  const profile = displayP3();
  const start = Uint8Array.of(0xff, 0xd8, 0xff, 0xe2, 0, 0);
  new DataView(start.buffer).setUint16(4, 16 + profile.length);
  const kept = [start, text('ICC_PROFILE\0'), Uint8Array.of(1, 1), profile];
  let at = 2;
  while (view.getUint8(at + 1) !== 0xda) {
    const length = 2 + view.getUint16(at + 2);
    if (view.getUint8(at + 1) !== 0xe2) {
      kept.push(new Uint8Array(view.buffer, at, length));
    }
    at += length;
  }
  return new Blob([...kept, new Uint8Array(view.buffer, at)]);
}

/** White and the three colours of Display P3 in the space of profiles (ICC.1:2001-04), and one curve for all three. */
const WHITE = [0.9642, 1, 0.8249];
const COLOURS = [
  [0.51512, 0.2412, -0.00105],
  [0.29198, 0.69225, 0.04189],
  [0.1571, 0.06657, 0.78407],
];
const GAMMA = 2.2;

function displayP3() {
  const tags = [
    ...['wtpt', 'rXYZ', 'gXYZ', 'bXYZ'].map((name, index) => [name, [WHITE, ...COLOURS][index]]),
    ...['rTRC', 'gTRC', 'bTRC'].map((name) => [name, GAMMA]),
  ];
  const [start, each] = [132 + tags.length * 12, 20];
  const profile = new Uint8Array(start + tags.length * each);
  const view = new DataView(profile.buffer);
  const write = (at, letters) => profile.set(text(letters), at);
  const fixed = (at, numbers) =>
    numbers.forEach((number, index) => {
      view.setInt32(at + index * 4, Math.round(number * 65_536));
    });
  view.setUint32(0, profile.length);
  view.setUint32(8, 0x0240_0000);
  write(12, 'mntrRGB XYZ ');
  write(36, 'acsp');
  fixed(68, WHITE);
  view.setUint32(128, tags.length);
  tags.forEach(([name, value], index) => {
    const [entry, at] = [132 + index * 12, start + index * each];
    write(entry, name);
    view.setUint32(entry + 4, at);
    view.setUint32(entry + 8, value === GAMMA ? 14 : each);
    write(at, value === GAMMA ? 'curv' : 'XYZ ');
    if (value === GAMMA) {
      view.setUint32(at + 8, 1);
      view.setUint16(at + 12, Math.round(GAMMA * 256));
    } else {
      fixed(at + 8, value);
    }
  });
  return profile;
}

function text(letters) {
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}
