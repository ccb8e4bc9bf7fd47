// The ground of a pond, painted once: water that is shallow where people gather, soft shapes of the communities with
// lines of equal depth as on a chart, the shore, some ties, and everybody as a faint speck.

import { grain } from "./timeline.js";

const COARSE = 4; // pixels of a cell in which people are counted
const MOST_PEBBLES = 600; // more bloggers for hire than that are not marked
const FINE = 1.6; // pixels of a cell of water: soft shapes need no more

export function paintGround(canvas, laid, places, palette, { ties, ratio, crowd }) {
  const { width, height } = laid.frame;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const ink = canvas.getContext("2d");
  ink.scale(ratio, ratio);
  paintShore(ink, laid.frame, palette);
  ink.save();
  ink.clip(laid.frame.shore());
  ink.drawImage(water(laid, places, palette), 0, 0, width, height);
  paintDepth(ink, laid.frame, palette);
  if (ties) paintTies(ink, laid, places, palette, crowd);
  ink.restore();
  if (!crowd) paintPeople(ink, laid, places, palette);
  if (places.bloggers.size <= MOST_PEBBLES) paintPebbles(ink, laid, places, palette);
}

function paintShore(ink, frame, palette) {
  ink.save();
  ink.shadowColor = "rgba(15,35,50,0.35)";
  ink.shadowBlur = 9;
  ink.shadowOffsetY = 2;
  ink.fillStyle = palette.shoreEdge;
  ink.fill(frame.shore(5));
  ink.restore();
  ink.fillStyle = palette.shore;
  ink.fill(frame.shore(4));
}

// Shade under the bank and a line of foam.
function paintDepth(ink, frame, palette) {
  const edge = frame.shore();
  ink.save();
  ink.strokeStyle = palette.depthShadow;
  for (const [wide, alpha] of [[30, 0.16], [18, 0.2], [9, 0.3]]) {
    ink.globalAlpha = alpha;
    ink.lineWidth = wide;
    ink.stroke(edge);
  }
  ink.globalAlpha = 1;
  ink.strokeStyle = palette.foam;
  ink.lineWidth = 2;
  ink.stroke(edge);
  ink.restore();
}

// How many people are around, and the mixed hue of their communities, on a coarse grid, smoothed.
function gather(laid, places) {
  const wide = Math.ceil(laid.frame.width / COARSE) + 2, high = Math.ceil(laid.frame.height / COARSE) + 2;
  const layers = [0, 1, 2].map(() => new Float32Array(wide * high));
  for (const row of laid.known) {
    if (places.bloggers.has(row)) continue;
    const cell = (Math.floor(laid.y[row] / COARSE) + 1) * wide + Math.floor(laid.x[row] / COARSE) + 1;
    const hue = 2 * Math.PI * grain(places.community[row] * 7919 + 13);
    layers[0][cell] += 1;
    layers[1][cell] += Math.cos(hue);
    layers[2][cell] += Math.sin(hue);
  }
  const spacing = Math.sqrt((wide * high) / Math.max(1, laid.known.length));
  const radius = Math.max(2, Math.round(Math.min(wide * 0.02, spacing * 1.3)));
  for (const layer of layers) for (let pass = 0; pass < 3; pass++) blur(layer, wide, high, radius);
  // Places where many more gather than elsewhere must not leave the rest in the dark.
  const sorted = layers[0].slice().sort();
  const most = Math.max(1e-9, sorted[Math.floor(sorted.length * 0.985)]);
  for (const layer of layers) for (let i = 0; i < layer.length; i++) layer[i] /= most;
  return { wide, layers, relief: relief(layers[0]) };
}

// 0 where people stand evenly, so that there is nothing to chart; 1 where they gather.
function relief(depth) {
  let count = 0, sum = 0, squares = 0;
  for (const d of depth) if (d > 0.1) { count++; sum += d; squares += d * d; }
  const mean = sum / Math.max(1, count), spread = Math.sqrt(Math.max(0, squares / Math.max(1, count) - mean * mean));
  return Math.min(1, Math.max(0, (spread / Math.max(1e-9, mean) - 0.3) / 0.2));
}

function blur(layer, wide, high, radius) {
  const line = new Float32Array(Math.max(wide, high));
  const pass = (start, stride, count) => {
    let sum = 0;
    for (let i = -radius; i < count; i++) {
      if (i + radius < count) sum += layer[start + (i + radius) * stride];
      if (i >= 0) {
        line[i] = sum / (2 * radius + 1);
        if (i - radius >= 0) sum -= layer[start + (i - radius) * stride];
      }
    }
    for (let i = 0; i < count; i++) layer[start + i * stride] = line[i];
  };
  for (let y = 0; y < high; y++) pass(y * wide, 1, wide);
  for (let x = 0; x < wide; x++) pass(x, wide, high);
}

function water(laid, places, palette) {
  const { width, height } = laid.frame;
  const { wide, layers, relief: charted } = gather(laid, places);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width / FINE));
  canvas.height = Math.max(1, Math.round(height / FINE));
  const ink = canvas.getContext("2d");
  const image = ink.createImageData(canvas.width, canvas.height);
  const pixels = image.data;
  const { deep, middle, shallow, contour, tint } = palette;
  const at = (layer, x, y) => {
    const fx = x / COARSE + 0.5, fy = y / COARSE + 0.5, column = fx | 0, line = fy | 0;
    const i = line * wide + column, p = fx - column, q = fy - line;
    return (layer[i] * (1 - p) + layer[i + 1] * p) * (1 - q) + (layer[i + wide] * (1 - p) + layer[i + wide + 1] * p) * q;
  };
  let o = 0;
  for (let line = 0; line < canvas.height; line++) {
    for (let column = 0; column < canvas.width; column++, o += 4) {
      const x = column * FINE, y = line * FINE;
      const d = Math.min(1.15, at(layers[0], x, y)) * (0.55 + 0.45 * charted);
      const low = Math.min(1, d * 2), up = Math.max(0, d * 2 - 1);
      const hue = d > 0.02 ? tint / Math.max(d, 0.25) : 0;
      const warm = at(layers[1], x, y) * hue, cold = at(layers[2], x, y) * hue;
      // A line of equal depth is as thin on a slope as on a flat.
      const slope = Math.abs(at(layers[0], x + FINE, y) - d) + Math.abs(at(layers[0], x, y + FINE) - d) + 1e-5;
      const level = d * 4 + 0.5, off = Math.abs(level - Math.round(level)) / (4 * slope);
      const isobath = d > 0.08 ? Math.max(0, 1 - off) * contour[3] * charted : 0;
      // A net of light on the bottom, as in any calm water.
      const net = Math.sin(x * 0.052 + 2.3 * Math.sin(y * 0.023)) + Math.sin(y * 0.071 + 2 * Math.sin(x * 0.019 + 1));
      const shimmer = palette.shimmer * Math.max(0, 1 - Math.abs(net) * 1.6);
      for (let c = 0; c < 3; c++) {
        let value = deep[c] + (middle[c] - deep[c]) * low + (shallow[c] - middle[c]) * up;
        value += shimmer * (c === 0 ? 0.6 : 1);
        value += c === 0 ? warm : c === 1 ? cold * 0.6 - warm * 0.2 : -warm * 0.5 + cold * 0.5;
        pixels[o + c] = value + (contour[c] - value) * isobath;
      }
      pixels[o + 3] = 255;
    }
  }
  ink.putImageData(image, 0, 0);
  return canvas;
}

function paintTies(ink, laid, places, palette, crowd) {
  const { tie_author, tie_follower, tie_trust } = places.world.arrays;
  const most = laid.known.length > 5000 ? 2500 : 6000, step = Math.max(1, Math.ceil(tie_author.length / most));
  const lines = palette.tieAlpha.map(() => []);
  const far = laid.frame.width * 0.3;
  for (let i = 0; i < tie_author.length; i += step) {
    const a = tie_author[i], b = tie_follower[i];
    const long = Math.hypot(laid.x[a] - laid.x[b], laid.y[a] - laid.y[b]);
    if (!(long > 2)) continue;
    lines[long > far ? 0 : tie_trust[i] > 150 ? 2 : 1].push(a, b);
  }
  ink.lineWidth = 0.7;
  lines.forEach((pairs, i) => {
    ink.strokeStyle = `rgba(${palette.tie},${palette.tieAlpha[i] * (crowd ? 0.7 : 1)})`;
    for (let k = 0; k < pairs.length; k += 2) {
      ink.beginPath();
      ink.moveTo(laid.x[pairs[k]], laid.y[pairs[k]]);
      ink.lineTo(laid.x[pairs[k + 1]], laid.y[pairs[k + 1]]);
      ink.stroke();
    }
  });
}

function paintPeople(ink, laid, places, palette) {
  const radius = 1.15 * dotScale(laid);
  ink.fillStyle = palette.unaware;
  // Below a pixel and a half a square looks round, and one path of thousands of arcs is slow.
  const small = radius < 0.9, side = 1.8 * radius;
  for (const row of laid.known) {
    if (places.bloggers.has(row)) continue;
    if (small) ink.fillRect(laid.x[row] - side / 2, laid.y[row] - side / 2, side, side);
    else {
      ink.beginPath();
      ink.arc(laid.x[row], laid.y[row], radius, 0, 7);
      ink.fill();
    }
  }
}

// Bloggers whom nobody has hired yet: small open hexagons.
function paintPebbles(ink, laid, places, palette) {
  const radius = 2.6 * Math.min(1.2, dotScale(laid));
  ink.strokeStyle = palette.pebble;
  ink.lineWidth = 1;
  ink.beginPath();
  for (const blogger of places.bloggers.values()) {
    if (blogger.kind === "big" || Number.isNaN(laid.x[blogger.row])) continue;
    hexagon(ink, laid.x[blogger.row], laid.y[blogger.row], radius);
  }
  ink.stroke();
}

export function hexagon(ink, x, y, radius) {
  for (let k = 0; k <= 6; k++) {
    const angle = (k / 6) * 2 * Math.PI + 0.3;
    if (k) ink.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    else ink.moveTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
}

// How large marks are drawn: by the room that a person has.
export function dotScale(laid) {
  const room = Math.sqrt((laid.frame.width * laid.frame.height) / Math.max(1, laid.known.length));
  return Math.min(1.7, Math.max(0.5, room / 9.5));
}
