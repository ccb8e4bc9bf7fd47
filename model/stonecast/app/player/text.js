// Texts and numbers for people.

import { KINDS } from "./timeline.js";

// The text of a key, with {places} filled in; an unknown key shows itself.
export function fill(labels, key, values = {}) {
  const text = labels[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// Making a formatter takes a thousand times as long as using it.
const FORMATS = new Map();

function format(language, settings) {
  const key = `${language} ${JSON.stringify(settings)}`;
  if (!FORMATS.has(key)) FORMATS.set(key, new Intl.NumberFormat(language, settings));
  return FORMATS.get(key);
}

export function number(value, language = "en", digits = 0) {
  return format(language, { maximumFractionDigits: digits }).format(value);
}

// A short number for an axis: 1,200 -> 1.2k.
export function brief(value, language = "en") {
  if (value < 1000) return number(value, language, value < 10 ? 1 : 0);
  return format(language, { notation: "compact", maximumFractionDigits: 1 }).format(value);
}

export function money(value, currency, language = "en") {
  try {
    return format(language, { style: "currency", currency, maximumFractionDigits: value < 100 ? 2 : 0 }).format(value);
  } catch {
    return `${number(value, language, value < 100 ? 2 : 0)} ${currency}`;
  }
}

export function dayText(day, language = "en") {
  return format(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(day);
}

// A name as in the scenario, for people: homegrown_017 -> homegrown 017.
export function plainName(name) {
  return name.replaceAll("_", " ");
}

// Curves of all plans as CSV: one row a plan and tick, simulated people multiplied to full size.
export function curvesTable(timelines) {
  const lines = [["plan", "day", ...KINDS].join(",")];
  for (const line of timelines) {
    const { plan, scale } = line.recording;
    for (let tick = 1; tick <= line.ticks; tick++) {
      const counts = line.counts(tick);
      lines.push([quoted(plan.title), tick / line.perDay, ...KINDS.map((name) => counts[name] * scale)].join(","));
    }
  }
  return lines.join("\r\n") + "\r\n";
}

function quoted(text) {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

// A step for an axis, of 1, 2, 5 times a power of ten, so that at most so many fit.
export function axisStep(range, most) {
  const raw = Math.max(range, 1e-9) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  for (const step of [1, 2, 5, 10]) if (step * power >= raw) return step * power;
  return 10 * power;
}
