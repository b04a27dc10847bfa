// From an opened picture to a smaller one in which every pixel of it has a part: else fine lines become coarse ones. Canvases do not
// see to that, and Firefox's least of all.

/** The picture in this size, which is no larger than its own. It lets go of the given one. */
export async function smaller(bitmap, width, height) {
  if (await shrinksSmoothly()) {
    return resized(bitmap, width, height, 'high');
  }
  let picture = bitmap;
  while (picture.width >= 2 * width && picture.height >= 2 * height) {
    picture = await halved(picture);
  }
  return halved(await resized(picture, 2 * width, 2 * height, 'medium'));
}

/** The mean of two by two pixels each. A last odd row or column is left out. */
function halved(bitmap) {
  const [width, height] = [bitmap.width >> 1, bitmap.height >> 1];
  return resized(bitmap, width, height, 'low', [0, 0, 2 * width, 2 * height]);
}

async function resized(bitmap, resizeWidth, resizeHeight, resizeQuality, part = []) {
  const picture = await createImageBitmap(bitmap, ...part, { resizeWidth, resizeHeight, resizeQuality });
  bitmap.close();
  return picture;
}

/** Whether the browser looks at all pixels: black and white lines become grey, in any size. WebKit for GTK takes the nearest ones. */
async function shrinksSmoothly() {
  const lines = new OffscreenCanvas(125, 8);
  const context = lines.getContext('2d');
  context.fillRect(0, 0, 125, 8);
  context.fillStyle = '#fff';
  for (let x = 0; x < 125; x += 2) {
    context.fillRect(x, 0, 1, 8);
  }
  const picture = await resized(lines.transferToImageBitmap(), 60, 4, 'high');
  const small = new OffscreenCanvas(60, 4).getContext('2d', { willReadFrequently: true });
  small.drawImage(picture, 0, 0);
  picture.close();
  const { data } = small.getImageData(4, 1, 52, 1);
  return data.every((value, index) => index % 4 === 3 || Math.abs(value - 127) < 40);
}
