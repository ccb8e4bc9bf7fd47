// The curves under the ponds: how many until now, all plans on one pair of axes, drawn up to the moment.

import { KINDS } from "./timeline.js";
import { PLAN_DASHES, PLAN_FILLS, PLAN_INKS } from "./palette.js";
import { axisStep, brief, number } from "./text.js";

const LEFT = 60, RIGHT = 14, TOP = 12, BOTTOM = 24;

export class Curve {
  constructor(canvas) {
    this.canvas = canvas;
  }

  // What is drawn only depends on these: points are kept per plan, one a tick.
  load(timelines, kind) {
    this.timelines = timelines;
    this.kind = KINDS.indexOf(kind);
    this.scale = timelines.length ? timelines[0].recording.scale : 1;
    this.ticks = Math.max(1, ...timelines.map((line) => line.ticks));
    this.points = timelines.map((line) => {
      const points = [0];
      for (let tick = 1; tick <= line.ticks; tick++) points.push(line.count(this.kind, tick) * this.scale);
      return points;
    });
    this.most = Math.max(1, ...this.points.map((points) => points[points.length - 1]));
    this.axesFor = "";
  }

  size(width, height, ratio) {
    this.width = width;
    this.height = height;
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    this.ink = this.canvas.getContext("2d");
    this.ink.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  x(t) {
    return LEFT + (t / this.ticks) * (this.width - LEFT - RIGHT);
  }

  // The moment under a pixel, for scrubbing on the curve itself.
  moment(x) {
    return Math.min(this.ticks, Math.max(0, ((x - LEFT) / (this.width - LEFT - RIGHT)) * this.ticks));
  }

  paint(t, { covered = false, language = "en", ink = this.ink } = {}) {
    const { width, height } = this;
    if (ink === this.ink) ink.clearRect(0, 0, width, height);
    const step = axisStep(this.most * 1.08, height < 130 ? 3 : 4);
    const top = covered ? step * 4 : Math.max(step, Math.ceil((this.most * 1.02) / step) * step);
    const y = (value) => height - BOTTOM - (value / top) * (height - TOP - BOTTOM);
    if (ink === this.ink) this.putAxes({ step, top, y, covered, language });
    else this.axes(ink, { step, top, y, covered, language });
    if (covered) return;
    const ends = this.points.map((points, plan) => this.line(ink, points, plan, t, y));
    ink.strokeStyle = "#9AA7B4";
    ink.lineWidth = 1;
    ink.beginPath();
    ink.moveTo(this.x(t), TOP);
    ink.lineTo(this.x(t), height - BOTTOM);
    ink.stroke();
    this.names(ink, ends, t, language);
  }

  // Axes stay while the line grows: painted once, then copied.
  putAxes(told) {
    const { canvas, width, height } = this;
    const key = [width, height, canvas.width, told.top, told.covered, told.language].join();
    if (this.axesFor !== key) {
      this.axesFor = key;
      this.still = document.createElement("canvas");
      this.still.width = canvas.width;
      this.still.height = canvas.height;
      const ink = this.still.getContext("2d");
      ink.setTransform(this.ink.getTransform());
      this.axes(ink, told);
    }
    this.ink.drawImage(this.still, 0, 0, width, height);
  }

  axes(ink, { step, top, y, covered, language }) {
    const { width, height } = this;
    ink.font = "12px system-ui, sans-serif";
    ink.fillStyle = "#52606D";
    ink.strokeStyle = "#E3E8ED";
    ink.lineWidth = 1;
    ink.textAlign = "right";
    ink.textBaseline = "middle";
    for (let value = 0; value <= top + step / 2; value += step) {
      const line = Math.round(y(value)) + 0.5;
      ink.beginPath();
      ink.moveTo(LEFT, line);
      ink.lineTo(width - RIGHT, line);
      ink.stroke();
      if (!covered || value === 0) ink.fillText(brief(value, language), LEFT - 7, line);
    }
    const perDay = this.timelines[0] ? this.timelines[0].perDay : 1, days = this.ticks / perDay;
    const every = Math.max(1, axisStep(days, Math.max(2, Math.floor(width / 90))));
    ink.textAlign = "center";
    ink.textBaseline = "top";
    for (let day = 0; day <= days; day += every) ink.fillText(number(day, language), this.x(day * perDay), height - BOTTOM + 6);
  }

  line(ink, points, plan, t, y) {
    const whole = Math.min(points.length - 1, Math.floor(t)), line = this.timelines[plan];
    const now = line.count(this.kind, t) * this.scale;
    const trace = () => {
      ink.beginPath();
      ink.moveTo(this.x(0), y(0));
      for (let tick = 1; tick <= whole; tick++) ink.lineTo(this.x(tick), y(points[tick]));
      ink.lineTo(this.x(t), y(now));
    };
    ink.lineJoin = ink.lineCap = "round";
    trace();
    ink.lineTo(this.x(t), y(0));
    ink.globalAlpha = 0.07;
    ink.fillStyle = PLAN_FILLS[plan % PLAN_FILLS.length];
    ink.fill();
    ink.globalAlpha = 1;
    trace();
    ink.lineWidth = 2.8;
    ink.strokeStyle = PLAN_FILLS[plan % PLAN_FILLS.length];
    ink.setLineDash(PLAN_DASHES[plan % PLAN_DASHES.length]);
    ink.stroke();
    ink.setLineDash([]);
    ink.beginPath();
    ink.arc(this.x(t), y(now), 4.2, 0, 7);
    ink.fillStyle = PLAN_FILLS[plan % PLAN_FILLS.length];
    ink.fill();
    ink.strokeStyle = "#fff";
    ink.lineWidth = 1.4;
    ink.stroke();
    return { plan, y: y(now), now };
  }

  // The plans' names at the ends of their lines, kept apart; on the left of the end when there is no room.
  names(ink, ends, t, language) {
    const sorted = [...ends].sort((a, b) => a.y - b.y);
    const gap = 17, low = this.height - BOTTOM - 13;
    // Beside the end of the line, or, where there is no room, above the first line and below the others that leave room.
    const beside = this.width - RIGHT - this.x(t) > Math.min(240, this.width * 0.45);
    const wish = (end, i) => (beside ? end.y - 4 : i && end.y + 14 <= low ? end.y + 14 : end.y - 13);
    sorted.forEach((end, i) => { end.at = Math.max(TOP - 2, wish(end, i), i ? sorted[i - 1].at + gap : 0); });
    for (let i = sorted.length - 1, limit = low; i >= 0; i--, limit = sorted[i + 1].at - gap) {
      sorted[i].at = Math.min(sorted[i].at, limit);
    }
    ink.textBaseline = "middle";
    ink.font = "600 13px system-ui, sans-serif";
    for (const { plan, at, now } of sorted) {
      const name = this.timelines[plan].recording.plan.title;
      const most = this.width < 500 ? 22 : 34;
      const cut = (length) => `${name.length > length ? `${name.slice(0, length - 1).trimEnd()}…` : name}  ${number(now, language)}`;
      const room = this.width - this.x(t) - 14, before = this.x(t) - 10 - LEFT;
      let text = cut(most);
      const fits = (limit) => ink.measureText(text).width <= limit;
      for (let length = most; beside && length > 4 && !fits(Math.max(room, before)); length--) text = cut(length - 1);
      const wide = ink.measureText(text).width, right = beside && fits(room);
      ink.textAlign = right ? "left" : "right";
      const x = right ? this.x(t) + 10 : Math.max(wide + 4, this.x(t) - 10);
      ink.lineWidth = 4;
      ink.lineJoin = "round";
      ink.strokeStyle = "rgba(255,255,255,0.92)";
      ink.strokeText(text, x, at);
      ink.fillStyle = PLAN_INKS[plan % PLAN_INKS.length];
      ink.fillText(text, x, at);
    }
  }
}
