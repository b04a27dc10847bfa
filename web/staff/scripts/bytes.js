// Reading files by their structure.

/** Whether this text stands there, each letter a byte. */
export function hasText(view, at, text) {
  return (
    at + text.length <= view.byteLength && [...text].every((letter, index) => view.getUint8(at + index) === letter.charCodeAt(0))
  );
}

/** The boxes of HEIC, AVIF and JPEG XL (ISO/IEC 14496-12): the type of each, and where its content begins and ends. */
export function* boxes(view, from, to) {
  for (let at = from; at + 8 <= to; ) {
    const type = view.getUint32(at + 4);
    const short = view.getUint32(at);
    const header = short === 1 ? 16 : 8;
    const length = short === 1 ? Number(view.getBigUint64(at + 8)) : short || to - at;
    yield {
      type: String.fromCharCode(type >>> 24, (type >> 16) & 255, (type >> 8) & 255, type & 255),
      start: at + header,
      end: at + length,
    };
    at += Math.max(length, header);
  }
}
