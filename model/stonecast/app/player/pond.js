// One pond: canvases in layers (ground, water, settled marks, what moves), kept in step with a moment of the run.

import { CROWD, Crowd } from "./crowd.js";
import { dotScale, paintGround } from "./ground.js";
import { paintLive } from "./live.js";
import { Marks } from "./marks.js";
import { ENGAGED, POSTED, RESHARED, Timeline } from "./timeline.js";
import { Water } from "./water.js";
import { fill, number, plainName } from "./text.js";

const LAYERS = ["ground", "water", "marks", "live"];
export const STEPS = 48; // of the water in a beat: a tick, or more where a run has many
const WARM_UP = 2.2; // beats of water before a moment that is shown standing still

export class Pond {
  constructor(element, index, { places, labels, options }) {
    this.element = element;
    this.index = index;
    this.places = places;
    this.labels = labels;
    this.options = options;
    this.shown = -1;
    this.turn = index % 2 === 0;
    this.layers = {};
    for (const name of LAYERS) {
      const canvas = document.createElement("canvas");
      canvas.className = `sc-layer sc-${name}`;
      canvas.setAttribute("aria-hidden", "true");
      element.append(canvas);
      this.layers[name] = canvas;
    }
  }

  load(recording, places) {
    this.places = places;
    this.recording = recording;
    this.timeline = new Timeline(recording);
    this.bigBloggers = places.world.bloggers.filter((blogger) => blogger.kind === "big" && this.timeline.stoneOf.has(blogger.row));
    this.beat = Math.max(1, this.timeline.ticks / 30);
    // Hundreds of stones at once must not turn the pond into a storm.
    this.pebbleForce = 1.7 / Math.sqrt(1 + this.timeline.stoneOf.size / 60);
    this.force = 1 / Math.sqrt(1 + this.timeline.times[ENGAGED].length / 500);
    this.settled = 0;
    this.t = 0;
    this.shown = -1;
    this.drag = null;
  }

  isBig(row) {
    return (this.timeline.stoneOf.get(row) || this.places.bloggers.get(row) || {}).kind === "big";
  }

  nameOf(row) {
    const blogger = this.places.bloggers.get(row) || this.timeline.stoneOf.get(row);
    return blogger ? plainName(blogger.name) : fill(this.labels, "player.reader", { row: number(row, this.options.language) });
  }

  // New size, palette or people: everything that is painted once is painted again.
  lay(laid, palette, ratio, ground) {
    this.laid = laid;
    this.palette = palette;
    this.ratio = ratio;
    const { width, height } = laid.frame;
    this.element.style.height = `${height}px`;
    this.ground = ground;
    this.bare();
    for (const name of ["marks", "live"]) {
      const canvas = this.layers[name];
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    this.marks = new Marks(palette, dotScale(laid), ratio);
    this.crowd = this.places.people > CROWD ? new Crowd(this.layers.marks, laid) : null;
    if (this.crowd) this.crowd.colour(palette);
    this.water = new Water(this.layers.water, laid.frame);
    this.water.colour(palette);
    this.repaint(this.t);
  }

  // The ground as it was before any stone fell.
  bare() {
    const canvas = this.layers.ground;
    canvas.width = this.ground.width;
    canvas.height = this.ground.height;
    const ink = canvas.getContext("2d");
    ink.drawImage(this.ground, 0, 0);
    ink.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    this.bottom = ink;
  }

  static ground(laid, places, palette, ratio, options) {
    const canvas = document.createElement("canvas");
    paintGround(canvas, laid, places, palette, { ties: options.ties, ratio, crowd: places.people > CROWD });
    return canvas;
  }

  // Everything settled until t, from nothing: after going back, or a new size.
  repaint(t) {
    if (this.crowd) {
      if (this.settled) this.bare();
      this.crowd.clear();
    } else this.layers.marks.getContext("2d").clearRect(0, 0, this.laid.frame.width, this.laid.frame.height);
    this.settled = 0;
    this.t = t;
    this.settle(t, false);
    this.calm();
    this.live();
  }

  calm() {
    this.water.clear();
    this.layers.water.style.visibility = this.options.water ? "visible" : "hidden";
  }

  settle(t, splash) {
    const { timeline, laid, marks, crowd } = this;
    const until = timeline.index(t), ink = this.layers.marks.getContext("2d");
    for (let j = this.settled; j < until; j++) {
      const kind = timeline.kind[j], row = timeline.who[j], x = laid.x[row], y = laid.y[row];
      if (Number.isNaN(x)) continue;
      // Under many people's light stones lie on the ground; else on top.
      if (kind === POSTED && !this.isBig(row)) marks.put(crowd ? this.bottom : ink, marks.pebble, x, y);
      else if (crowd) crowd.settle(kind, row);
      else if (kind !== POSTED) marks.settle(ink, kind, x, y);
      if (splash) this.splash(kind, row, x, y);
    }
    this.settled = until;
    if (crowd) crowd.paint();
  }

  splash(kind, row, x, y) {
    if (kind === POSTED && this.isBig(row)) this.water.drop(x, y, 5, 4.2);
    else if (kind === POSTED) this.water.drop(x, y, this.pebbleForce, 2);
    else if (kind === ENGAGED) this.water.drop(x, y, 0.7 * this.force, 1.5);
    else if (kind === RESHARED) this.water.drop(x, y, 1.1 * this.force, 1.9);
  }

  // Forward to t while playing; the water moves with it.
  advance(t, steps) {
    if (t < this.t) this.repaint(t);
    this.settle(t, this.options.water);
    this.t = t;
    this.ripple(steps);
    this.live();
  }

  // Steps every time, paint every other: ponds take turns, the eye does not miss it.
  ripple(steps) {
    if (!this.options.water || !this.water.moving) return;
    for (let i = 0; i < steps; i++) this.water.step();
    this.turn = !this.turn;
    if (this.turn) this.water.paint();
  }

  // The water as it stands at t, the same every time: played from a little before, unseen.
  warmUp() {
    if (!this.options.water) return;
    const { timeline, laid } = this, t = this.t;
    this.water.clear();
    const start = Math.max(0, t - WARM_UP * this.beat), count = Math.round(((t - start) / this.beat) * STEPS);
    let j = timeline.index(start);
    for (let i = 1; i <= count; i++) {
      const until = timeline.index(start + (i / count) * (t - start));
      for (; j < until; j++) {
        const row = timeline.who[j];
        if (!Number.isNaN(laid.x[row])) this.splash(timeline.kind[j], row, laid.x[row], laid.y[row]);
      }
      if (this.water.moving) this.water.step();
    }
    this.water.paint();
  }

  live() {
    paintLive(this.layers.live.getContext("2d"), this, this.t);
  }
}
