// Marks of people: one small picture a state, painted once where something happened. Colour, shape and size differ.

import { hexagon } from "./ground.js";
import { STAR } from "./shapes.js";
import { ENGAGED, ORDERED, PRAISED, RESHARED, SAW, WARNED } from "./timeline.js";

// A still bitmap is drawn several times faster than a canvas, which might change.
function sprite(size, ratio, paint) {
  const half = Math.ceil(size), side = Math.ceil(2 * half * ratio);
  const still = typeof OffscreenCanvas !== "undefined";
  const canvas = still ? new OffscreenCanvas(side, side) : document.createElement("canvas");
  canvas.width = canvas.height = side;
  const ink = canvas.getContext("2d");
  ink.scale(ratio, ratio);
  ink.translate(half, half);
  paint(ink);
  return { picture: still ? canvas.transferToImageBitmap() : canvas, half };
}

function disc(ink, radius, colour, edge, wide) {
  ink.beginPath();
  ink.arc(0, 0, radius, 0, 7);
  if (edge) {
    ink.strokeStyle = edge;
    ink.lineWidth = wide;
    ink.stroke();
  }
  ink.fillStyle = colour;
  ink.fill();
}

export function outline(ink, kind, radius, palette) {
  ink.beginPath();
  if (kind === ORDERED) {
    const r = radius * 1.75;
    ink.moveTo(0, -r); ink.lineTo(r, 0); ink.lineTo(0, r); ink.lineTo(-r, 0); ink.closePath();
  } else if (kind === WARNED) {
    const r = radius * 1.9;
    ink.moveTo(0, -r); ink.lineTo(r * 0.95, r * 0.72); ink.lineTo(-r * 0.95, r * 0.72); ink.closePath();
  } else if (kind === PRAISED) {
    const r = radius * 2.3;
    STAR.forEach(([x, y], i) => (i ? ink.lineTo(x * r, y * r) : ink.moveTo(x * r, y * r)));
    ink.closePath();
  } else ink.arc(0, 0, radius, 0, 7);
}

function glow(ratio, radius, rgb, strength) {
  return sprite(radius, ratio, (ink) => {
    const light = ink.createRadialGradient(0, 0, 0, 0, 0, radius);
    light.addColorStop(0, `rgba(${rgb},${strength})`);
    light.addColorStop(0.35, `rgba(${rgb},${strength * 0.42})`);
    light.addColorStop(1, `rgba(${rgb},0)`);
    ink.fillStyle = light;
    ink.fillRect(-radius, -radius, 2 * radius, 2 * radius);
  });
}

export class Marks {
  constructor(palette, scale, ratio) {
    const of = (size, paint) => sprite(size, ratio, paint);
    const small = Math.min(1.15, scale);
    this.scale = scale;
    this.byKind = [];
    this.byKind[SAW] = of(4 * scale, (ink) => disc(ink, 1.75 * scale, palette.saw, palette.edge, 1));
    this.byKind[ENGAGED] = of(6 * scale, (ink) => disc(ink, 2.6 * scale, palette.engaged, palette.edge, 1.4));
    this.byKind[RESHARED] = of(8 * scale, (ink) => {
      disc(ink, 2.6 * scale, palette.engaged, palette.edge, 1.4);
      ink.beginPath();
      ink.arc(0, 0, 4.7 * scale, 0, 7);
      ink.strokeStyle = palette.reshared;
      ink.lineWidth = 1.25 * small;
      ink.stroke();
    });
    for (const [kind, colour] of [[ORDERED, palette.orders], [PRAISED, palette.praised], [WARNED, palette.warned]]) {
      this.byKind[kind] = of(8 * scale, (ink) => {
        outline(ink, kind, 2.35 * scale, palette);
        ink.lineWidth = 2.6 * small;
        ink.strokeStyle = palette.edge;
        ink.stroke();
        ink.lineWidth = 1.1 * small;
        ink.strokeStyle = palette.orderEdge;
        ink.stroke();
        ink.fillStyle = colour;
        ink.fill();
      });
    }
    // Under a mark that settles lies a breath of light, so that reached places glow as a whole.
    this.halo = [glow(ratio, 7 * scale, palette.sawGlow, 0.1), glow(ratio, 12 * scale, palette.glow, 0.2)];
    this.flash = glow(ratio, 22 * scale, palette.glow, 0.95);
    this.head = glow(ratio, 5.5, palette.name === "dark" ? "255,236,190" : "150,60,0", 1);
    const pebble = 4.6 * Math.min(1.25, Math.max(0.8, scale));
    this.pebble = stone(pebble, ratio, palette);
    this.bigStone = stone(15 * Math.min(1.2, Math.max(0.75, scale)), ratio, palette);
  }

  put(ink, mark, x, y, alpha = 1) {
    if (alpha < 1) ink.globalAlpha = alpha;
    ink.drawImage(mark.picture, x - mark.half, y - mark.half, 2 * mark.half, 2 * mark.half);
    if (alpha < 1) ink.globalAlpha = 1;
  }

  settle(ink, kind, x, y) {
    if (kind === SAW && this.scale > 0.8) this.put(ink, this.halo[0], x, y);
    if (kind === ENGAGED) this.put(ink, this.halo[1], x, y);
    this.put(ink, this.byKind[kind], x, y);
  }
}

// A stone seen from above: a rough hexagon with light from the upper left.
function stone(radius, ratio, palette) {
  return sprite(radius * 1.7, ratio, (ink) => {
    const [light, middle, dark] = palette.stone;
    ink.shadowColor = "rgba(0,10,20,0.6)";
    ink.shadowBlur = radius * 0.5 * ratio;
    ink.shadowOffsetY = radius * 0.18 * ratio;
    ink.beginPath();
    hexagon(ink, 0, 0, radius);
    ink.closePath();
    const shade = ink.createRadialGradient(-radius * 0.4, -radius * 0.5, radius * 0.1, 0, 0, radius * 1.25);
    shade.addColorStop(0, light);
    shade.addColorStop(0.6, middle);
    shade.addColorStop(1, dark);
    ink.lineJoin = "round";
    ink.lineWidth = Math.max(1.2, radius * 0.16);
    ink.strokeStyle = palette.stoneEdge;
    ink.stroke();
    ink.shadowColor = "transparent";
    ink.fillStyle = shade;
    ink.fill();
    if (radius < 8) return;
    ink.globalAlpha = 0.35;
    ink.strokeStyle = dark;
    ink.lineWidth = 1;
    for (const [a, b] of [[0.3, 2.4], [2.4, 4.5]]) {
      ink.beginPath();
      ink.moveTo(radius * 0.9 * Math.cos(a), radius * 0.9 * Math.sin(a));
      ink.quadraticCurveTo(radius * 0.1, -radius * 0.1, radius * 0.85 * Math.cos(b), radius * 0.85 * Math.sin(b));
      ink.stroke();
    }
  });
}
