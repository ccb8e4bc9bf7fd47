// A picture of the moment in one canvas: for PNG, film and slides.

import { PLAN_DASHES, PLAN_FILLS, PLAN_INKS } from "./palette.js";
import { KINDS } from "./timeline.js";
import { dayText, fill, number } from "./text.js";

const AIR = 24;

// How the picture is laid out for a width: ponds in as many columns as on the page.
export function layPicture(width, plans, columns, shape) {
  const lines = Math.ceil(plans / columns);
  const wide = (width - AIR * (columns + 1)) / columns, high = wide / shape;
  const head = 64, title = 34, figures = 58, curve = 150, foot = 30;
  const line = title + high + figures;
  return {
    wide, high, head, curve: { y: head + lines * line + 6, height: curve },
    height: Math.round(head + lines * line + curve + foot + 6),
    at: (plan) => ({ x: AIR + (plan % columns) * (wide + AIR), y: head + Math.floor(plan / columns) * line + title }),
  };
}

export function paintPicture(ink, player, width) {
  const { ponds, options, labels, recordings } = player;
  const frame = ponds[0].laid.frame;
  const lay = layPicture(width, ponds.length, player.columns, frame.width / frame.height);
  const say = (key, values) => fill(labels, `player.${key}`, values);
  ink.fillStyle = "#ffffff";
  ink.fillRect(0, 0, width, lay.height);
  ink.textBaseline = "alphabetic";
  ink.textAlign = "left";
  const title = recordings[0].scenario.title || recordings[0].scenario.name;
  text(ink, title, AIR, 40, "700 24px system-ui, sans-serif", "#1B2733", width - 230);
  ink.textAlign = "right";
  const day = dayText(player.t / player.perDay, options.language);
  text(ink, say("day", { day, days: number(player.days, options.language) }), width - AIR, 40, "600 18px system-ui, sans-serif", "#52606D", 200);
  ponds.forEach((pond, plan) => paintPlan(ink, player, pond, plan, lay));
  ink.save();
  ink.translate(AIR - 8, lay.curve.y);
  const { width: was, height: high } = player.curve;
  player.curve.width = width - 2 * AIR + 16;
  player.curve.height = lay.curve.height;
  player.curve.paint(player.t, { covered: options.covered, language: options.language, ink });
  player.curve.width = was;
  player.curve.height = high;
  ink.restore();
  ink.textAlign = "left";
  ink.textBaseline = "alphabetic";
  text(ink, player.about(), AIR, lay.height - 12, "12px system-ui, sans-serif", "#52606D", width - 2 * AIR);
  return lay.height;
}

function paintPlan(ink, player, pond, plan, lay) {
  const { x, y } = lay.at(plan), { options, labels } = player;
  const recording = pond.recording, counts = pond.timeline.counts(pond.t);
  ink.textAlign = "left";
  ink.strokeStyle = PLAN_FILLS[plan % PLAN_FILLS.length];
  ink.lineWidth = 4;
  ink.setLineDash(PLAN_DASHES[plan % PLAN_DASHES.length]);
  ink.beginPath();
  ink.moveTo(x, y - 16);
  ink.lineTo(x + 26, y - 16);
  ink.stroke();
  ink.setLineDash([]);
  text(ink, recording.plan.title, x + 34, y - 10, "700 18px system-ui, sans-serif", PLAN_INKS[plan % PLAN_INKS.length], lay.wide - 40);
  ink.imageSmoothingEnabled = true;
  ink.imageSmoothingQuality = "high";
  for (const name of ["ground", "water", "marks", "live"]) {
    if (name === "water" && !options.water) continue;
    const canvas = pond.layers[name];
    if (canvas.width && canvas.height) ink.drawImage(canvas, x, y, lay.wide, lay.high);
  }
  const names = KINDS.filter((name) => player[{ warned: "warnings", praised: "praises" }[name] ?? name] !== false);
  names.forEach((name, i) => {
    const left = x + (i * lay.wide) / names.length;
    sign(ink, pond, KINDS.indexOf(name), left + 9, y + lay.high + 40);
    const value = options.covered ? "?" : number(counts[name] * recording.scale, options.language);
    text(ink, value, left, y + lay.high + 28, "700 22px system-ui, sans-serif", "#1B2733", lay.wide / names.length - 8);
    text(ink, fill(labels, `player.${name}`), left + 24, y + lay.high + 45, "13px system-ui, sans-serif", "#52606D", lay.wide / names.length - 30);
  });
}

// The mark of a state, as in the pond.
function sign(ink, pond, kind, x, y) {
  ink.fillStyle = `rgb(${pond.palette.middle})`;
  ink.beginPath();
  ink.arc(x, y, 9, 0, 7);
  ink.fill();
  pond.marks.put(ink, pond.marks.byKind[kind], x, y);
}

function text(ink, words, x, y, font, colour, most) {
  ink.font = font;
  ink.fillStyle = colour;
  let shown = words;
  while (shown.length > 4 && ink.measureText(shown).width > most) shown = `${shown.slice(0, -2).trimEnd()}…`;
  ink.fillText(shown, x, y);
}
