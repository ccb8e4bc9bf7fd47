// A GIF by hand, for browsers that cannot record a film and for slides that cannot show one.
// 216 colours of a cube and 40 greys; LZW as in the GIF89a specification.

const LEVELS = 6;

export function gifPalette() {
  const colours = new Uint8Array(256 * 3);
  for (let i = 0; i < 216; i++) {
    colours.set([Math.floor(i / 36), Math.floor(i / 6) % 6, i % 6].map((level) => level * 51), 3 * i);
  }
  for (let i = 0; i < 40; i++) colours.fill(Math.round((i + 0.5) * 6.375), 3 * (216 + i), 3 * (216 + i) + 3);
  return colours;
}

// Nearest colours of a picture, with a fine ordered pattern so that water does not break into bands.
export function gifIndices(rgba, width) {
  const pattern = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];
  const indices = new Uint8Array(rgba.length / 4);
  for (let i = 0; i < indices.length; i++) {
    const x = i % width, y = (i / width) | 0;
    const shift = (pattern[(y & 3) * 4 + (x & 3)] / 16 - 0.47) * 40;
    let index = 0;
    for (let c = 0; c < 3; c++) {
      const level = Math.round((rgba[4 * i + c] + shift) / 51);
      index = index * LEVELS + (level < 0 ? 0 : level > 5 ? 5 : level);
    }
    indices[i] = index;
  }
  return indices;
}

export function lzw(indices, bits = 8) {
  const out = [];
  const clear = 1 << bits;
  let size = bits + 1, next = clear + 2, held = 0, filled = 0;
  let codes = new Map();
  const put = (code) => {
    held |= code << filled;
    filled += size;
    while (filled >= 8) { out.push(held & 255); held >>>= 8; filled -= 8; }
  };
  put(clear);
  let prefix = indices[0];
  for (let i = 1; i < indices.length; i++) {
    const key = (prefix << 8) | indices[i], code = codes.get(key);
    if (code !== undefined) { prefix = code; continue; }
    put(prefix);
    if (next < 4096) {
      codes.set(key, next);
      if (next === 1 << size) size++;
      next++;
    } else {
      put(clear);
      codes = new Map();
      size = bits + 1;
      next = clear + 2;
    }
    prefix = indices[i];
  }
  put(prefix);
  put(clear + 1);
  if (filled) out.push(held & 255);
  return Uint8Array.from(out);
}

export class Gif {
  constructor(width, height) {
    this.width = width;
    this.height = height;
    const word = (value) => [value & 255, value >> 8];
    this.parts = [
      Uint8Array.from([0x47, 0x49, 0x46, 0x38, 0x39, 0x61, ...word(width), ...word(height), 0xf7, 0, 0]),
      gifPalette(),
      Uint8Array.from([0x21, 0xff, 11, ...[..."NETSCAPE2.0"].map((letter) => letter.charCodeAt(0)), 3, 1, 0, 0, 0]),
    ];
  }

  // One picture, shown for so many hundredths of a second.
  add(rgba, hundredths) {
    const word = (value) => [value & 255, value >> 8];
    this.parts.push(Uint8Array.from([0x21, 0xf9, 4, 4, ...word(hundredths), 0, 0, 0x2c, 0, 0, 0, 0, ...word(this.width), ...word(this.height), 0, 8]));
    const data = lzw(gifIndices(rgba, this.width));
    for (let i = 0; i < data.length; i += 255) {
      const piece = data.subarray(i, i + 255);
      this.parts.push(Uint8Array.from([piece.length]), piece);
    }
    this.parts.push(Uint8Array.from([0]));
  }

  blob() {
    return new Blob([...this.parts, Uint8Array.from([0x3b])], { type: "image/gif" });
  }
}
