// A GIF by hand, for browsers that cannot record a film and for slides that cannot show one.
// 256 colours chosen by median cut; LZW as in the GIF89a specification.

// The 256 colours that serve some pictures best, as 768 bytes.
export function paletteOf(pictures) {
  const counts = new Map();
  for (const rgba of pictures) {
    for (let i = 0; i < rgba.length; i += 12) {
      const key = ((rgba[i] >> 3) << 10) | ((rgba[i + 1] >> 3) << 5) | (rgba[i + 2] >> 3);
      counts.set(key, (counts.get(key) || 0) + 1);
    }
  }
  // Rare colours count for more than their share: lights are small.
  const colours = [...counts].map(([key, count]) => ({ rgb: [key >> 10, (key >> 5) & 31, key & 31], weight: Math.sqrt(count) }));
  let boxes = [boxOf(colours)];
  while (boxes.length < 256) {
    boxes.sort((a, b) => a.cost - b.cost);
    const widest = boxes.at(-1);
    if (!(widest.cost > 0)) break;
    boxes.pop();
    boxes.push(...halves(widest));
  }
  const palette = new Uint8Array(768);
  boxes.forEach(({ colours: inside }, i) => {
    const sum = inside.reduce((total, { weight }) => total + weight, 0) || 1;
    for (let c = 0; c < 3; c++) {
      const mean = inside.reduce((total, { rgb, weight }) => total + rgb[c] * weight, 0) / sum;
      palette[3 * i + c] = Math.round((mean * 255) / 31);
    }
  });
  return palette;
}

function boxOf(colours) {
  const ranges = [0, 1, 2].map((c) => {
    const parts = colours.map(({ rgb }) => rgb[c]);
    return Math.max(...parts) - Math.min(...parts);
  });
  const axis = ranges.indexOf(Math.max(...ranges));
  return { colours, axis, cost: ranges[axis] ** 2 * colours.reduce((total, { weight }) => total + weight, 0) };
}

function halves({ colours, axis }) {
  const sorted = [...colours].sort((a, b) => a.rgb[axis] - b.rgb[axis]);
  const half = sorted.reduce((total, { weight }) => total + weight, 0) / 2;
  let at = 0;
  for (let sum = 0; at < sorted.length - 1 && sum + sorted[at].weight <= half; at++) sum += sorted[at].weight;
  at = Math.min(sorted.length - 1, Math.max(1, at));
  return [boxOf(sorted.slice(0, at)), boxOf(sorted.slice(at))];
}

// Finds the nearest colour of a palette; what was found once is remembered.
export class Nearest {
  constructor(palette) {
    this.palette = palette;
    this.known = new Int16Array(32768).fill(-1);
  }

  indices(rgba) {
    const { known } = this, indices = new Uint8Array(rgba.length / 4);
    for (let i = 0; i < indices.length; i++) {
      const key = ((rgba[4 * i] >> 3) << 10) | ((rgba[4 * i + 1] >> 3) << 5) | (rgba[4 * i + 2] >> 3);
      if (known[key] < 0) known[key] = this.find(key);
      indices[i] = known[key];
    }
    return indices;
  }

  find(key) {
    const wanted = [key >> 10, (key >> 5) & 31, key & 31].map((part) => (part * 255) / 31);
    let best = 0, least = Infinity;
    for (let i = 0; i < 256; i++) {
      let far = 0;
      for (let c = 0; c < 3; c++) far += (this.palette[3 * i + c] - wanted[c]) ** 2;
      if (far < least) { least = far; best = i; }
    }
    return best;
  }
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
  constructor(width, height, palette) {
    this.nearest = new Nearest(palette);
    this.width = width;
    this.height = height;
    const word = (value) => [value & 255, value >> 8];
    this.parts = [
      Uint8Array.from([0x47, 0x49, 0x46, 0x38, 0x39, 0x61, ...word(width), ...word(height), 0xf7, 0, 0]),
      palette,
      Uint8Array.from([0x21, 0xff, 11, ...[..."NETSCAPE2.0"].map((letter) => letter.charCodeAt(0)), 3, 1, 0, 0, 0]),
    ];
  }

  // One picture, shown for so many hundredths of a second.
  add(rgba, hundredths) {
    const word = (value) => [value & 255, value >> 8];
    this.parts.push(Uint8Array.from([0x21, 0xf9, 4, 4, ...word(hundredths), 0, 0, 0x2c, 0, 0, 0, 0, ...word(this.width), ...word(this.height), 0, 8]));
    const data = lzw(this.nearest.indices(rgba));
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
