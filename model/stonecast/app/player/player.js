// The player: ponds, figures, curve and bar in step with one clock.

import { Card } from "./card.js";
import { Controls } from "./controls.js";
import { CROWD } from "./crowd.js";
import { Curve } from "./curve.js";
import { debounced } from "./emitter.js";
import { decodeRecording, decodeWorld } from "./decode.js";
import { Figures, reserve } from "./figures.js";
import { makeHandle } from "./handle.js";
import { colourIcons, make } from "./icons.js";
import { Meeting } from "./meeting.js";
import { BRIGHT, DARK } from "./palette.js";
import { Places } from "./places.js";
import { Pond } from "./pond.js";
import { CURVES, DEFAULTS, SPEEDS, writeQuery } from "./query.js";
import { saveAs } from "./save.js";
import { dayText, fill, number } from "./text.js";
import { Touch } from "./touch.js";

const SHAPES = [1.66, 1.95]; // width against height of a pond: the flatter one where the window is low
const SHARE = 0.41; // of the window's height

export class Player extends Meeting {
  constructor(element, world, recordings, labels, options) {
    super();
    this.labels = labels;
    this.options = { ...DEFAULTS, ...options, touch: { ...DEFAULTS.touch, ...(options.touch || {}) } };
    this.reduced = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (this.reduced && options.water === undefined) this.options.water = false;
    this.picked = null;
    this.hovered = null;
    this.root = make("div", "sc-player", { role: "group", "aria-label": fill(labels, "player.legend") });
    this.grid = make("div", "sc-ponds");
    this.status = make("p", "sc-unseen", { role: "status", "aria-live": "polite" });
    this.controls = new Controls({
      step: (ticks) => this.step(ticks), toggle: () => this.toggle(), scrub: (day) => this.seek(day, true),
      set: (changes) => this.set(changes), save: (what) => saveAs(this, what), menu: (id) => this.emit("menu", { id }),
    });
    const canvas = make("canvas", "sc-curve", { role: "img" });
    this.curve = new Curve(canvas);
    this.root.append(this.grid, this.controls.bar, canvas, make("div", "sc-below", {}, this.controls.legend, this.controls.curveTitle), this.controls.notes, this.status);
    this.card = new Card(this.root, {
      onpick: (pond, row) => { this.pick(pond, row); this.card.focus(); },
      onclose: () => this.dismiss(),
      onsplit: (pond, row, parts) => this.split(pond, row, parts),
      onthrow: (pond, row) => { this.dismiss(); this.throwAt(pond, pond.laid.x[row], pond.laid.y[row]); },
    });
    element.replaceChildren(this.root);
    this.told = debounced(() => this.emit("state", this.query()), 250);
    this.settleWater = debounced(() => this.warmUp(), 140);
    this.listen(canvas);
    this.build(world, recordings);
  }

  listen(canvas) {
    const scrub = (event) => {
      if (event.buttons & 1 && !this.options.covered) this.seek(this.curve.moment(event.offsetX) / this.perDay, true);
    };
    canvas.addEventListener("pointerdown", scrub);
    canvas.addEventListener("pointermove", scrub);
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.outside = (event) => {
      for (const open of this.root.querySelectorAll("details[open]")) if (!open.contains(event.target)) open.open = false;
    };
    document.addEventListener("pointerdown", this.outside);
    this.resized = new ResizeObserver(() => {
      if (this.root.clientWidth && this.root.clientWidth !== this.width) this.lay();
    });
    this.resized.observe(this.root);
  }

  build(world, recordings) {
    this.world = world;
    this.recordings = recordings;
    this.places = new Places(world, recordings);
    this.frames = recordings.map((_, index) => new Figures(index));
    const focused = [...this.grid.querySelectorAll(".sc-pond")].indexOf(document.activeElement);
    this.grid.replaceChildren(...this.frames.map((frame) => frame.element));
    this.ponds = this.frames.map((frame, index) => {
      frame.pond.tabIndex = 0;
      frame.pond.setAttribute("role", "application");
      const pond = new Pond(frame.pond, index, this);
      new Touch(pond, {
        hover: (at, row, keys) => this.hover(at, row, keys), pick: (at, row) => this.pick(row < 0 ? null : at.index, row),
        throw: (at, x, y) => this.throwAt(at, x, y), split: (at, row, parts) => this.split(at, row, parts),
        touch: () => this.options.touch, redraw: () => pond.live(),
      });
      return pond;
    });
    this.fillIn();
    this.ponds[focused]?.element.focus({ preventScroll: true });
  }

  // Recordings into ponds, figures, curve and bar; the layout stays.
  fillIn() {
    const { recordings, labels, options } = this;
    this.ticks = Math.max(...recordings.map(({ clock }) => clock.days * clock.ticks_per_day));
    this.perDay = recordings[0].clock.ticks_per_day;
    this.days = this.ticks / this.perDay;
    this.beat = Math.max(1, this.ticks / 30);
    this.praises = recordings.some(({ arrays }) => arrays.praise_row.length > 0);
    this.warnings = recordings.some(({ arrays }) => arrays.warn_row.length > 0);
    this.orders = recordings.some(({ arrays }) => arrays.ordered.some((tick) => tick >= 0));
    this.picked = this.hovered = null;
    this.card.hide();
    this.ponds.forEach((pond, index) => {
      pond.labels = labels;
      pond.options = options;
      pond.load(recordings[index], this.places);
      this.frames[index].load(recordings[index], labels, options, this);
      const values = { plan: recordings[index].plan.title, people: number(this.world.market.readers * this.world.market.scale, options.language) };
      pond.element.setAttribute("aria-label", fill(labels, "player.pond", values));
    });
    reserve(this.frames, this.ponds.map((pond) => pond.timeline.counts(this.ticks)));
    if (!this.kinds().includes(options.curve)) options.curve = "engaged";
    this.curve.load(this.ponds.map((pond) => pond.timeline), options.curve);
    this.controls.load({ labels, options, days: this.days, crowd: this.places.people > CROWD, about: this.about(), kinds: this.kinds() });
  }

  // Curves that there is something to draw of: nobody is offered praise where nobody praises.
  kinds() {
    const there = { warned: this.warnings, praised: this.praises, orders: this.orders };
    return CURVES.filter((kind) => there[kind] ?? true);
  }

  about() {
    const { scenario, luck, market_seed, market, scale } = this.recordings[0];
    const { language } = this.options;
    const values = { scenario: scenario.name, digest: scenario.digest.slice(0, 8), luck, seed: market_seed, people: number(market.readers, language) };
    const each = scale > 1 ? ` ${fill(this.labels, "player.stands_for", { scale: number(scale, language) })}` : "";
    return fill(this.labels, "player.simulated", values) + each;
  }

  start() {
    this.lay();
    const { t, pick, covered, autoplay } = this.options;
    if (t !== undefined) {
      this.goTo(Math.min(t, this.days) * this.perDay);
      this.warmUp();
    } else if (!covered && autoplay !== false && !this.reduced) this.play();
    if (pick && this.ponds[pick.pond] && pick.row < this.places.people) this.pick(pick.pond, pick.row);
    this.ready = true;
  }

  // Sizes for the width there is: columns, ponds, curve. The ground is painted once and shared by all ponds.
  lay() {
    const width = this.root.clientWidth || 900, many = this.ponds.length;
    this.width = width;
    const most = width < 560 ? 1 : width < 1050 ? 2 : width < 1500 ? (many === 4 ? 2 : 3) : 4;
    this.columns = Math.min(many, most);
    this.grid.style.gridTemplateColumns = `repeat(${this.columns}, minmax(0, 1fr))`;
    this.root.classList.toggle("sc-narrow", width < 720);
    const inner = Math.floor(this.frames[0].pond.clientWidth) || Math.floor(width / this.columns);
    const tall = Math.round(Math.min(inner / SHAPES[0], Math.max(inner / SHAPES[1], (globalThis.innerHeight || 900) * SHARE)));
    const area = inner * tall * many;
    const ratio = Math.min(globalThis.devicePixelRatio || 1, area > 900_000 || this.places.people > CROWD ? 1.5 : 2);
    const palette = this.options.bright ? BRIGHT : DARK;
    colourIcons(this.root, palette);
    this.laid = this.places.layOut(inner, tall);
    const ground = Pond.ground(this.laid, this.places, palette, ratio, this.options);
    for (const pond of this.ponds) pond.lay(this.laid, palette, ratio, ground);
    const canvas = this.curve.canvas;
    this.curve.size(canvas.clientWidth || width, canvas.clientHeight || 150, Math.min(2, globalThis.devicePixelRatio || 1));
    this.show();
    if (!this.playing && this.t > 0) this.settleWater();
  }

  // Everything that is text or curve, at the present moment.
  show() {
    this.shownAt = performance.now();
    const day = this.t / this.perDay, { covered, language } = this.options;
    this.frames.forEach((frame, index) => frame.show(this.ponds[index].timeline.counts(this.t), covered));
    this.curve.paint(this.t, { covered, language });
    this.controls.moment(day, this.playing, covered);
    if (!this.card.element.hidden) this.refreshCard();
    const now = performance.now();
    if (this.playing && now - (this.lastTold || 0) < 100) return;
    this.lastTold = now;
    this.emit("time", { day, tick: this.t, counts: this.ponds.map((pond) => pond.timeline.counts(this.t)) });
  }

  announce() {
    if (this.options.covered) return;
    const day = dayText(this.t / this.perDay, this.options.language);
    this.status.textContent = this.frames.map((frame, i) => frame.sentence(this.ponds[i].timeline.counts(this.t), day)).join(" ");
    this.curve.canvas.setAttribute("aria-label", this.status.textContent);
  }

  set(changes) {
    const was = { ...this.options };
    Object.assign(this.options, changes);
    if (this.options.speed < SPEEDS[0]) this.options.speed = SPEEDS[0];
    if (was.bright !== this.options.bright || was.ties !== this.options.ties) this.lay();
    if (was.curve !== this.options.curve) this.curve.load(this.ponds.map((pond) => pond.timeline), this.options.curve);
    if (was.water !== this.options.water) {
      for (const pond of this.ponds) pond.calm();
      if (!this.playing) this.warmUp();
    }
    this.controls.show(this.options);
    for (const pond of this.ponds) pond.live();
    this.show();
    this.told();
  }

  load({ recordings, world, labels, keepTime = false }) {
    const t = this.t, playing = this.playing;
    this.playing = false;
    if (labels) this.labels = labels;
    const decoded = recordings.map(decodeRecording);
    const anew = Boolean(world) || decoded.length !== this.ponds.length;
    if (anew) this.build(world ? decodeWorld(world) : this.world, decoded);
    else {
      this.recordings = decoded;
      this.fillIn();
    }
    this.t = keepTime ? Math.min(t, this.ticks) : 0;
    if (anew) this.lay();
    for (const pond of this.ponds) pond.repaint(this.t);
    this.show();
    if (!this.options.covered && (keepTime ? playing : !this.reduced)) this.play();
    else if (this.t) this.warmUp();
  }

  cover(covered) {
    this.pause();
    this.options.covered = covered;
    this.pick(null);
    this.goTo(0);
    if (!covered && !this.reduced) this.play();
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key !== "Escape" && /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    const onButton = event.target.tagName === "BUTTON" || event.target.tagName === "SUMMARY";
    const faster = (by) => this.set({ speed: SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, SPEEDS.indexOf(this.options.speed) + by))] });
    const acts = {
      ArrowLeft: () => this.step(-1), ArrowRight: () => this.step(1), Home: () => this.seek(0), End: () => this.seek(this.days),
      "[": () => faster(-1), "]": () => faster(1), w: () => this.set({ water: !this.options.water }), Escape: () => this.dismiss(),
    };
    if (event.key === " " && !onButton) acts[" "] = () => this.toggle();
    if (!acts[event.key]) return;
    acts[event.key]();
    event.preventDefault();
  }

  query() {
    return writeQuery({ day: this.t / this.perDay, playing: this.playing, options: this.options, picked: this.picked });
  }

  handle() {
    return makeHandle(this);
  }

  hook(handle) {
    const player = this;
    return {
      handle,
      player,
      get ready() { return Boolean(player.ready); },
      get day() { return player.t / player.perDay; },
      get counts() { return player.ponds.map((pond) => pond.timeline.counts(player.t)); },
    };
  }

  destroy() {
    this.playing = false;
    cancelAnimationFrame(this.request);
    this.resized.disconnect();
    document.removeEventListener("pointerdown", this.outside);
    this.root.remove();
  }
}
