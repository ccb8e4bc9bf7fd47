// Many people: above some thousands single lights turn to speckle, so light shows how many of a place were reached.

import { ENGAGED, ORDERED, SAW } from "./timeline.js";

export const CROWD = 12000;
const CELLS = [3.5, 9]; // pixels: larger where people stand thinner, so that a cell holds some

export class Crowd {
  constructor(canvas, laid) {
    this.canvas = canvas;
    const room = (laid.frame.width * laid.frame.height) / Math.max(1, laid.known.length);
    const side = Math.min(CELLS[1], Math.max(CELLS[0], Math.sqrt(6 * room)));
    this.wide = Math.ceil(laid.frame.width / side);
    this.high = Math.ceil(laid.frame.height / side);
    canvas.width = this.wide;
    canvas.height = this.high;
    this.ink = canvas.getContext("2d");
    this.image = this.ink.createImageData(this.wide, this.high);
    const cells = this.wide * this.high;
    this.cellOf = new Int32Array(laid.x.length).fill(-1);
    this.people = new Uint16Array(cells);
    for (const row of laid.known) {
      const x = Math.floor(laid.x[row] / side), y = Math.floor(laid.y[row] / side);
      if (x < 0 || y < 0 || x >= this.wide || y >= this.high) continue;
      this.cellOf[row] = y * this.wide + x;
      this.people[this.cellOf[row]]++;
    }
    const filled = this.people.filter((many) => many > 0).sort();
    this.usual = Math.max(1, filled[Math.floor(filled.length * 0.9)] || 1);
    this.counts = [SAW, ENGAGED, ORDERED].map(() => new Uint16Array(cells));
    this.slot = [];
    [SAW, ENGAGED, ORDERED].forEach((kind, i) => { this.slot[kind] = i; });
  }

  colour(palette) {
    this.palette = palette.crowd;
    this.dark = palette.name === "dark";
  }

  clear() {
    for (const counts of this.counts) counts.fill(0);
    this.image.data.fill(0);
    this.dirty = true;
  }

  // One event; `paint` is called once a frame.
  settle(kind, row) {
    const slot = this.slot[kind], cell = this.cellOf[row];
    if (slot === undefined || cell < 0) return;
    this.counts[slot][cell]++;
    this.shade(cell);
    this.dirty = true;
  }

  shade(cell) {
    const saw = this.counts[0][cell], engaged = this.counts[1][cell], ordered = this.counts[2][cell];
    const { pixels, palette } = { pixels: this.image.data, palette: this.palette };
    // How bright: people reached here against a well filled place. How warm: the share that engaged.
    const light = Math.min(1, Math.sqrt(saw / this.usual) * 0.85);
    const warm = Math.min(1, Math.sqrt((2.2 * engaged) / Math.max(1, saw)));
    const green = Math.min(1, Math.sqrt((3 * ordered) / Math.max(1, saw))) * 0.75;
    for (let c = 0; c < 3; c++) {
      let value = palette.saw[c] + (palette.engaged[c] - palette.saw[c]) * warm;
      value += (palette.orders[c] - value) * green;
      pixels[4 * cell + c] = value;
    }
    pixels[4 * cell + 3] = 255 * Math.min(0.92, light * (0.72 + 0.28 * warm) + 0.1);
  }

  paint() {
    if (!this.dirty) return;
    this.ink.putImageData(this.image, 0, 0);
    this.dirty = false;
  }
}
