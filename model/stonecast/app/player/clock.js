// The clock of a player: playing, standing, going to a moment. What is shown is the player's business.

import { Emitter } from "./emitter.js";
import { STEPS } from "./pond.js";

const RUN_SECONDS = 24;
const TEXT_EVERY = 45; // milliseconds between changes of text and curve while playing

export class Clock extends Emitter {
  constructor() {
    super();
    this.t = 0;
    this.playing = false;
  }

  play() {
    if (this.playing || this.options.covered) return;
    if (this.t >= this.ticks) this.goTo(0);
    this.playing = true;
    this.run();
    this.emit("play");
    this.show();
  }

  run() {
    cancelAnimationFrame(this.request);
    let last = performance.now(), owed = 0;
    const frame = (now) => {
      const passed = Math.min(120, Math.max(0, now - last));
      last = now;
      const beats = (passed / 1000) * (30 / RUN_SECONDS);
      // The water keeps its own pace when the run is fast, and calms down when it stands.
      owed = Math.min(3, owed + beats * STEPS * (this.playing ? Math.min(1.5, Math.max(0.5, this.options.speed)) : 1));
      const steps = Math.floor(owed);
      owed -= steps;
      if (this.playing) this.advance(Math.min(this.ticks, this.t + beats * this.beat * this.options.speed), steps);
      else for (const pond of this.ponds) pond.ripple(steps);
      if (this.playing || this.ponds.some((pond) => pond.water.moving && this.options.water)) this.request = requestAnimationFrame(frame);
    };
    this.request = requestAnimationFrame(frame);
  }

  advance(t, steps) {
    this.t = t;
    for (const pond of this.ponds) pond.advance(t, steps);
    if (t >= this.ticks && this.playing) {
      this.playing = false;
      this.show();
      this.announce();
      this.emit("end");
      this.told();
    } else if (performance.now() - this.shownAt > TEXT_EVERY) this.show();
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    this.show();
    this.announce();
    this.emit("pause");
    this.told();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  // To a moment in ticks, as it is then; the water is calm until `warmUp`.
  goTo(t) {
    this.t = Math.min(this.ticks, Math.max(0, t));
    for (const pond of this.ponds) {
      if (this.t < pond.t) pond.repaint(this.t);
      else { pond.settle(this.t, false); pond.t = this.t; pond.calm(); pond.live(); }
    }
    this.show();
  }

  warmUp() {
    if (this.playing) return;
    for (const pond of this.ponds) pond.warmUp();
  }

  seek(day, scrubbing = false) {
    if (this.options.covered) return;
    this.goTo(day * this.perDay);
    if (!this.playing) this.settleWater();
    if (!scrubbing) this.announce();
    this.told();
  }

  step(ticks = 1) {
    this.pause();
    const whole = ticks > 0 ? Math.floor(this.t + 1e-9) + ticks : Math.ceil(this.t - 1e-9) + ticks;
    this.seek(whole / this.perDay);
  }
}
