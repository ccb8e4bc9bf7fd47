// Water: a wave equation on a coarse grid, lit from the upper left. Decoration that carries the metaphor: a small stone
// falls wherever somebody engages, a larger one where a blogger posts.

const SPEED = 0.3; // c^2 of the grid; below 0.5 the scheme is stable
const CALM = 0.984;
const SHADES = 1024;
const SOFT = 0.75;
const DEEPEST = 2.5; // the water gives way so far and no farther

export class Water {
  constructor(canvas, frame) {
    this.canvas = canvas;
    this.cell = Math.max(3, frame.width / 250);
    this.wide = Math.max(8, Math.ceil(frame.width / this.cell));
    this.high = Math.max(8, Math.ceil(frame.height / this.cell));
    canvas.width = this.wide;
    canvas.height = this.high;
    this.ink = canvas.getContext("2d");
    this.image = this.ink.createImageData(this.wide, this.high);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.now = new Float32Array(this.wide * this.high);
    this.past = new Float32Array(this.wide * this.high);
    this.shades = new Uint32Array(SHADES);
    // First and last cell of water in each line of the grid.
    this.from = new Int32Array(this.high);
    this.to = new Int32Array(this.high).fill(-1);
    for (let y = 1; y < this.high - 1; y++) {
      for (let x = 1; x < this.wide - 1; x++) {
        if (!frame.inWater((x + 0.5) * this.cell, (y + 0.5) * this.cell)) continue;
        if (this.to[y] < 0) this.from[y] = x;
        this.to[y] = x;
      }
    }
    this.moving = false;
  }

  colour(palette) {
    for (let i = 0; i < SHADES; i++) {
      const slope = (i / (SHADES - 1)) * 2 - 1;
      const strength = Math.min(1, 1.35 * Math.abs(slope) ** 0.9);
      // Gentle slopes take the colour of the sky, steep ones glint.
      const glint = strength ** 1.6, [sky, sun] = palette.lit;
      const [r, g, b] = slope > 0 ? sky.map((part, c) => part + (sun[c] - part) * glint) : palette.shade;
      const alpha = 255 * strength * (slope > 0 ? palette.litAlpha : palette.shadeAlpha);
      this.shades[i] = (Math.round(alpha) << 24) | (b << 16) | (g << 8) | r;
    }
  }

  clear() {
    this.now.fill(0);
    this.past.fill(0);
    this.moving = false;
    this.paint();
  }

  // A stone of so much force falls at a pixel: the water gives way in a smooth bowl.
  drop(px, py, force, size = 1.6) {
    const x = px / this.cell - 0.5, y = py / this.cell - 0.5, reach = Math.ceil(size * 2.2);
    for (let j = Math.ceil(y - reach); j <= y + reach; j++) {
      if (j < 1 || j >= this.high - 1) continue;
      for (let i = Math.max(this.from[j], Math.ceil(x - reach)); i <= Math.min(this.to[j], x + reach); i++) {
        const far = ((i - x) ** 2 + (j - y) ** 2) / (size * size);
        const at = j * this.wide + i;
        if (this.now[at] > -DEEPEST) this.now[at] -= force * Math.exp(-far);
      }
    }
    this.moving = true;
  }

  step() {
    const { now, past, wide } = this;
    for (let y = 1; y < this.high - 1; y++) {
      const last = y * wide + this.to[y];
      for (let i = y * wide + this.from[y]; i <= last; i++) {
        // Nine points, so that rings are round.
        const straight = now[i - 1] + now[i + 1] + now[i - wide] + now[i + wide];
        const across = now[i - wide - 1] + now[i - wide + 1] + now[i + wide - 1] + now[i + wide + 1];
        const bend = (4 * straight + across - 20 * now[i]) / 6;
        past[i] = (now[i] + (now[i] - past[i]) * CALM + SPEED * bend) * 0.9985;
      }
    }
    this.now = past;
    this.past = now;
  }

  paint() {
    const { now, wide, pixels, shades } = this;
    const middle = SHADES / 2;
    let most = 0;
    for (let y = 1; y < this.high - 1; y++) {
      const last = y * wide + this.to[y];
      for (let i = y * wide + this.from[y]; i <= last; i++) {
        let slope = (now[i + 1] - now[i - 1]) * 0.8 + (now[i + wide] - now[i - wide]);
        if (slope > most) most = slope;
        // Steep slopes come near full light and never reach it: no flat white where many stones fall at once.
        pixels[i] = shades[(middle + (slope / (SOFT + Math.abs(slope))) * middle) | 0];
      }
    }
    if (most < 0.002) this.moving = false;
    this.ink.putImageData(this.image, 0, 0);
  }
}
