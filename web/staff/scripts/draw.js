// From an opened picture to a file.

/** A canvas of Safari's on an iPhone has no more pixels, and the server keeps a quarter of them. */
const PHOTO = { type: 'image/jpeg', pixels: 4096 * 4096, width: 12_000, height: 12_000 };
/** Four times what is kept of a logo, and with its transparency. */
const LOGO = { type: 'image/png', pixels: 2560 * 1280, width: 2560, height: 1280 };
/** Those that are tried until the file is small enough: nearly every photo is at once, and noise in the end. */
const QUALITIES = [0.92, 0.8, 0.6];
/** For canvases that are looked at. */
const READ = { willReadFrequently: true };

/** The picture as a file of at most so many bytes. It lets go of the opened picture. */
export async function drawn(bitmap, isLogo, mostBytes) {
  const { type, ...room } = isLogo ? LOGO : PHOTO;
  const canvas = shrunk(bitmap, scale(bitmap, room), isLogo);
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

function scale({ width, height }, room) {
  return Math.min(1, Math.sqrt(room.pixels / (width * height)), room.width / width, room.height / height);
}

function shrunk(bitmap, factor, isTransparent) {
  const [width, height] = [bitmap.width, bitmap.height].map((side) => Math.max(1, Math.floor(side * factor)));
  let source = bitmap;
  if (factor < 0.5 && !shrinksSmoothly()) {
    while (source.width > width * 2) {
      source = copied(source, Math.ceil(source.width / 2), Math.ceil(source.height / 2), isTransparent);
    }
  }
  return copied(source, width, height, isTransparent);
}

/** A copy in this size; the other one is let go. */
function copied(source, width, height, isTransparent) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!isTransparent) {
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
  }
  context.imageSmoothingQuality = 'high';
  context.drawImage(source, 0, 0, width, height);
  source.close?.();
  return canvas;
}

/** Whether the browser looks at all pixels when it makes a picture much smaller. Firefox takes two of each six. */
function shrinksSmoothly() {
  const lines = new OffscreenCanvas(96, 8);
  const context = lines.getContext('2d', READ);
  context.fillRect(0, 0, 96, 8);
  context.fillStyle = '#fff';
  for (let x = 0; x < 96; x += 2) {
    context.fillRect(x, 0, 1, 8);
  }
  const small = copied(lines, 16, 2, false).getContext('2d');
  const { data } = small.getImageData(0, 0, 16, 1);
  return data.every((value, index) => index % 4 === 3 || Math.abs(value - 127) < 24);
}

/** Whether the browser gives noise in place of what was drawn, so that nobody recognises it by its canvas. */
function isAltered() {
  const context = new OffscreenCanvas(8, 8).getContext('2d', READ);
  context.fillStyle = '#40c080';
  context.fillRect(0, 0, 8, 8);
  const { data } = context.getImageData(0, 0, 8, 8);
  return data.some((value, index) => Math.abs(value - [64, 192, 128, 255][index % 4]) > 24);
}
