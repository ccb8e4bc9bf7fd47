// What moves: posts on their way along a tie, light where somebody engages, rings around a stone that fell.
// Everything is a function of the moment, so that one moment always looks the same.

import { ENGAGED, POSTED, SAW, grain, shownAt } from "./timeline.js";

const FLIGHT = 0.7; // beats that a post is on its way
const FLASH = 0.9;
const RING = 2.4;

export function paintLive(ink, pond, t) {
  const { timeline, laid, options } = pond;
  ink.clearRect(0, 0, laid.frame.width, laid.frame.height);
  const last = timeline.index(t);
  paintRings(ink, pond, t, last);
  paintFlashes(ink, pond, t, last);
  if (options.messages) paintPosts(ink, pond, t, last);
  paintStones(ink, pond, t);
  paintPath(ink, pond, t);
  if (pond.drag) paintDrag(ink, pond);
}

// Every so many events are drawn when too many happen at once.
function everyKth(count, most) {
  return Math.max(1, Math.ceil(count / most));
}

function paintRings(ink, pond, t, last) {
  const { timeline, laid, palette } = pond;
  const first = timeline.index(t - RING * pond.beat);
  const posts = [];
  for (let j = first; j < last; j++) if (timeline.kind[j] === POSTED) posts.push(j);
  const step = everyKth(posts.length, 70);
  ink.strokeStyle = palette.name === "dark" ? "#ffffff" : "#2d5f7d";
  for (let k = 0; k < posts.length; k += step) {
    const row = timeline.who[posts[k]], big = pond.isBig(row);
    const age = (t - timeline.time[posts[k]]) / pond.beat / (big ? RING : RING * 0.55);
    if (age >= 1 || Number.isNaN(laid.x[row])) continue;
    for (const [lag, strength] of big ? [[0, 0.8], [0.14, 0.5], [0.28, 0.3]] : [[0, 0.6]]) {
      const grown = Math.max(0, age - lag);
      if (!grown) continue;
      ink.globalAlpha = strength * (1 - age) ** 1.5;
      ink.lineWidth = (big ? 2.4 : 1.3) * (1 - age * 0.6);
      ink.beginPath();
      const reach = (big ? laid.frame.height * 0.42 : 30) * Math.sqrt(grown) + 4;
      ink.ellipse(laid.x[row], laid.y[row], reach, reach * 0.94, 0, 0, 7);
      ink.stroke();
    }
  }
  ink.globalAlpha = 1;
}

function paintFlashes(ink, pond, t, last) {
  const { timeline, laid, marks, crowd, palette } = pond;
  const first = timeline.index(t - FLASH * pond.beat), flashes = [];
  const step = everyKth(last - first, crowd ? 500 : 1500), side = Math.max(2, 3.4 * marks.scale);
  // Pictures with soft edges are dear, plain squares are cheap: a glint for whoever saw it, a flash for whoever engaged.
  ink.fillStyle = palette.saw;
  for (let j = last - 1; j >= first; j -= step) {
    const row = timeline.who[j];
    if (Number.isNaN(laid.x[row])) continue;
    const age = (t - timeline.time[j]) / pond.beat / FLASH;
    if (timeline.kind[j] === ENGAGED) flashes.push(row, age);
    else if (timeline.kind[j] === SAW && age < 0.5 && !crowd) {
      const grown = side * (1 + 2 * age);
      ink.globalAlpha = (1 - age * 2) * 0.75;
      ink.fillRect(laid.x[row] - grown / 2, laid.y[row] - grown / 2, grown, grown);
    }
  }
  ink.globalAlpha = 1;
  if (palette.name === "dark") ink.globalCompositeOperation = "lighter";
  const every = 2 * everyKth(flashes.length / 2, crowd ? 140 : 220);
  for (let k = 0; k < flashes.length; k += every) {
    const row = flashes[k], left = (1 - flashes[k + 1]) ** 2;
    if (left > 0.04) marks.put(ink, marks.flash, laid.x[row], laid.y[row], left * (crowd ? 0.6 : 1));
  }
  ink.globalCompositeOperation = "source-over";
}

function paintPosts(ink, pond, t, last) {
  const { timeline, laid, palette, marks, crowd } = pond;
  const until = timeline.index(t + FLIGHT * pond.beat);
  const step = everyKth(until - last, crowd ? 500 : 900);
  ink.strokeStyle = palette.trail;
  ink.lineWidth = 1.3;
  ink.lineCap = "butt";
  const heads = [];
  for (let j = last; j < until; j += step) {
    if (timeline.kind[j] !== ENGAGED) continue;
    const row = timeline.who[j], i = timeline.about.get(row), teller = timeline.teller[i];
    const x0 = laid.x[teller], y0 = laid.y[teller], x1 = laid.x[row], y1 = laid.y[row];
    if (Number.isNaN(x0 + x1)) continue;
    const end = timeline.time[j];
    // Nobody passes it on before having heard it.
    const start = Math.max(end - FLIGHT * pond.beat, spoke(timeline, teller, i));
    const share = (t - start) / Math.max(1e-6, end - start);
    if (share <= 0) continue;
    const bow = (grain(row + 5) - 0.5) * 0.35;
    const mx = (x0 + x1) / 2 + (y1 - y0) * bow, my = (y0 + y1) / 2 - (x1 - x0) * bow;
    const on = (s) => [
      (1 - s) * (1 - s) * x0 + 2 * s * (1 - s) * mx + s * s * x1,
      (1 - s) * (1 - s) * y0 + 2 * s * (1 - s) * my + s * s * y1,
    ];
    const eased = share * share * (3 - 2 * share);
    const [hx, hy] = on(eased), [bx, by] = on(Math.max(0, eased - 0.2));
    ink.beginPath();
    ink.moveTo(bx, by);
    ink.lineTo(hx, hy);
    ink.stroke();
    heads.push(hx, hy);
  }
  const glowing = 2 * everyKth(heads.length / 2, 120);
  for (let k = 0; k < heads.length; k += glowing) marks.put(ink, marks.head, heads[k], heads[k + 1]);
  ink.fillStyle = palette.post;
  for (let k = 0; k < heads.length; k += 2) ink.fillRect(heads[k] - 1, heads[k + 1] - 1, 2, 2);
}

// When the teller said it: the last post of a stone before, or right after they had engaged.
function spoke(timeline, teller, listener) {
  const stone = timeline.stoneOf.get(teller);
  if (stone) {
    let when = 0;
    for (const tick of stone.ticks) if (tick <= timeline.engaged[listener]) when = tick;
    return when;
  }
  const i = timeline.about.get(teller);
  return i === undefined ? 0 : shownAt(ENGAGED, teller, timeline.engaged[i]);
}

// Big stones lie on top, always; small ones are painted when they fall.
function paintStones(ink, pond, t) {
  const { laid, marks, places, timeline, palette } = pond;
  for (const blogger of pond.bigBloggers) {
    const x = laid.x[blogger.row], y = laid.y[blogger.row];
    const thrown = timeline.postsOf(blogger.row, t).length > 0;
    marks.put(ink, marks.bigStone, x, y, thrown || timeline.stoneOf.has(blogger.row) ? 1 : 0.45);
    ink.lineWidth = 2;
    ink.strokeStyle = thrown ? palette.engaged : palette.pebble;
    ink.setLineDash(thrown ? [] : [3, 3]);
    ink.beginPath();
    ink.arc(x, y, marks.bigStone.half * 0.86, 0, 7);
    ink.stroke();
    ink.setLineDash([]);
  }
  if (pond.bigBloggers.length <= 3 && laid.frame.width > 330 && !pond.quiet && !pond.options.covered) {
    for (const blogger of pond.bigBloggers) label(ink, pond, blogger);
  }
}

function label(ink, pond, blogger) {
  const { laid, palette, marks } = pond;
  const text = pond.nameOf(blogger.row);
  ink.font = "600 12px system-ui, sans-serif";
  ink.textAlign = "center";
  ink.lineWidth = 3.5;
  ink.lineJoin = "round";
  ink.strokeStyle = palette.labelEdge;
  ink.fillStyle = palette.label;
  const y = laid.y[blogger.row] + marks.bigStone.half + 12;
  ink.strokeText(text, laid.x[blogger.row], y);
  ink.fillText(text, laid.x[blogger.row], y);
}

// The chosen person, the way back to the stone, and everybody whom they won.
function paintPath(ink, pond, t) {
  const row = pond.shown;
  if (row < 0 || Number.isNaN(pond.laid.x[row])) return;
  const { laid, timeline, palette, marks } = pond;
  ink.lineJoin = ink.lineCap = "round";
  const children = timeline.wonBy(row, t);
  ink.beginPath();
  for (const child of children) {
    ink.moveTo(laid.x[row], laid.y[row]);
    ink.lineTo(laid.x[child], laid.y[child]);
  }
  ink.strokeStyle = palette.engaged;
  ink.globalAlpha = Math.min(0.8, Math.max(0.18, 30 / Math.max(1, children.length)));
  ink.lineWidth = 1.2;
  ink.stroke();
  ink.globalAlpha = 1;
  const path = timeline.path(row, t);
  for (const [wide, colour] of [[5.5, palette.pathEdge], [2.6, palette.path]]) {
    ink.beginPath();
    path.forEach((who, i) => (i ? ink.lineTo(laid.x[who], laid.y[who]) : ink.moveTo(laid.x[who], laid.y[who])));
    ink.lineWidth = wide;
    ink.strokeStyle = colour;
    ink.stroke();
  }
  path.forEach((who, i) => {
    const radius = i === 0 ? 8 * Math.max(0.8, marks.scale) : 5 * Math.max(0.8, marks.scale);
    for (const [wide, colour] of [[4.5, palette.pathEdge], [2.2, palette.path]]) {
      ink.beginPath();
      ink.arc(laid.x[who], laid.y[who], pond.isBig(who) ? marks.bigStone.half : radius, 0, 7);
      ink.lineWidth = wide;
      ink.strokeStyle = colour;
      ink.stroke();
    }
  });
}

// A big stone that is being dragged apart: where its pieces would lie.
function paintDrag(ink, pond) {
  const { laid, marks, drag, palette } = pond;
  const x0 = laid.x[drag.row], y0 = laid.y[drag.row];
  const reach = Math.hypot(drag.x - x0, drag.y - y0);
  for (let k = 0; k < drag.parts; k++) {
    const angle = 2 * Math.PI * grain(k + 1), far = reach * Math.sqrt(grain(k + 1001));
    marks.put(ink, marks.pebble, x0 + Math.cos(angle) * far, y0 + Math.sin(angle) * far);
  }
  ink.font = "700 20px system-ui, sans-serif";
  ink.textAlign = "center";
  ink.lineWidth = 4;
  ink.strokeStyle = palette.labelEdge;
  ink.fillStyle = palette.label;
  ink.strokeText(String(drag.parts), drag.x, drag.y - 14);
  ink.fillText(String(drag.parts), drag.x, drag.y - 14);
}
