// Hands on a pond: pointer, finger and keys. It says what was meant; the player does it.

import { CROWD } from "./crowd.js";
import { ENGAGED, SAW } from "./timeline.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const PIECES = [2, 5, 10, 20, 50, 100, 200];

// How many pieces a stone breaks into when it is dragged so far (a share of the pond's width).
export function piecesAt(share) {
  if (share < 0.04) return 0;
  return PIECES[Math.min(PIECES.length - 1, Math.floor((share - 0.04) / 0.055))];
}

export class Touch {
  constructor(pond, act) {
    this.pond = pond;
    this.act = act;
    const node = pond.element;
    const on = (name, listener) => node.addEventListener(name, listener);
    on("pointermove", (event) => this.move(event));
    on("pointerleave", () => this.act.hover(pond, -1));
    on("pointerdown", (event) => this.down(event));
    on("pointerup", (event) => this.up(event));
    on("pointercancel", () => this.cancel());
    on("keydown", (event) => this.key(event));
    on("blur", () => this.act.hover(pond, -1));
  }

  at(event) {
    const box = this.pond.element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  // Stones first, then whoever was reached.
  person(x, y, radius) {
    const { pond } = this, { timeline, laid } = pond;
    for (const blogger of pond.bigBloggers) {
      if (Math.hypot(laid.x[blogger.row] - x, laid.y[blogger.row] - y) < pond.marks.bigStone.half) return blogger.row;
    }
    const shown = (kind, row) => { const at = timeline.at(kind, row); return at >= 0 && at < pond.t; };
    return laid.nearest(x, y, radius, (row) => {
      if (timeline.stoneOf.has(row)) return radius * 0.7;
      if (shown(ENGAGED, row)) return radius * 0.5;
      return shown(SAW, row) ? radius * 0.25 : 0;
    });
  }

  radius(event) {
    const crowd = this.pond.places.people > CROWD;
    return event.pointerType === "touch" ? 24 : crowd ? 7 : 13;
  }

  move(event) {
    const [x, y] = this.at(event), { pond } = this;
    if (this.pressed && pond.drag) {
      pond.drag.x = x;
      pond.drag.y = y;
      pond.drag.parts = piecesAt(Math.hypot(x - this.pressed.x, y - this.pressed.y) / pond.laid.frame.width);
      this.act.redraw();
      return;
    }
    if (event.pointerType === "touch") return;
    const row = this.person(x, y, this.radius(event));
    pond.element.style.cursor = row >= 0 ? "pointer" : this.act.touch().throw ? "crosshair" : "default";
    this.act.hover(pond, row);
  }

  down(event) {
    if (event.button) return;
    const [x, y] = this.at(event), { pond } = this;
    this.pressed = { x, y };
    const row = this.person(x, y, this.radius(event));
    if (this.act.touch().split && row >= 0 && pond.isBig(row) && pond.timeline.stoneOf.has(row)) {
      pond.drag = { row, x, y, parts: 0 };
      pond.element.setPointerCapture(event.pointerId);
      event.preventDefault();
    }
  }

  up(event) {
    const { pond, pressed } = this, drag = pond.drag;
    const [x, y] = this.at(event);
    this.cancel();
    if (!pressed) return;
    if (drag && drag.parts > 1) { this.act.split(pond, drag.row, drag.parts); return; }
    if (Math.hypot(x - pressed.x, y - pressed.y) > 8) return;
    const row = this.person(x, y, this.radius(event));
    const finger = event.pointerType === "touch";
    const throwing = this.act.touch().throw && !finger && pond.laid.frame.inWater(x, y);
    if (throwing && !this.onLight(row, x, y)) this.act.throw(pond, x, y);
    else this.act.pick(pond, row);
  }

  // Whether the pointer is on a stone or somebody reached, and not just near somebody.
  onLight(row, x, y) {
    const { pond } = this;
    if (row < 0) return false;
    if (pond.timeline.stoneOf.has(row)) return true;
    const at = pond.timeline.at(SAW, row);
    return at >= 0 && at < pond.t && Math.hypot(pond.laid.x[row] - x, pond.laid.y[row] - y) < 6;
  }

  cancel() {
    this.pressed = null;
    if (this.pond.drag) {
      this.pond.drag = null;
      this.act.redraw();
    }
  }

  key(event) {
    const { pond } = this;
    if (event.key === "Enter") {
      if (pond.shown >= 0) this.act.pick(pond, pond.shown);
      event.preventDefault();
      return;
    }
    const way = ARROWS[event.key];
    if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    const { laid, timeline } = pond;
    let row = pond.shown;
    if (row < 0) row = pond.bigBloggers[0]?.row ?? [...timeline.stoneOf.keys()][0] ?? laid.known[0];
    else {
      const reached = (other) => timeline.stoneOf.has(other) || (timeline.at(SAW, other) >= 0 && timeline.at(SAW, other) < pond.t);
      const next = laid.towards(row, way[0], way[1], reached);
      if (next >= 0) row = next;
    }
    this.act.hover(pond, row, true);
  }
}
