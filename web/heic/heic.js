// Makes a JPEG of a HEIC photo, for browsers that cannot decode one. The module is loaded when the first photo needs it.

import init, { heic_to_jpeg } from 'bindings';

/** The JPEG of a file: upright and in its colours. What the decoder does not take has a sentence that staff can read. */
export async function jpegOfHeic(view) {
  const response = await fetch(new URL(WASM, import.meta.url)).catch(() => {
    throw { refusal: 'unloaded' };
  });
  // A server whose decoder is switched off does not hand it out: it says itself what to do with the photo.
  if (!response.ok) {
    throw { refusal: 'unopened' };
  }
  await init({ module_or_path: response });
  const file = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  return new Blob([decoded(file)], { type: 'image/jpeg' });
}

function decoded(file) {
  try {
    return heic_to_jpeg(file);
  } catch (error) {
    // Out of memory, or a fault: the server may do better.
    throw error instanceof WebAssembly.RuntimeError ? error : { refusal: 'undecodable', sentence: error.message };
  }
}
