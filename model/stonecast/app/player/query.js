// The state as a link, and a link as options.

export const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];
export const CURVES = ["saw", "engaged", "reshared", "orders", "praised", "warned"];

export const DEFAULTS = {
  speed: 1, water: true, ties: true, messages: true, bright: false, curve: "saw", compact: false, covered: false,
  language: "en", touch: { throw: false, split: false }, menu: [], sentence: "",
};
const FLAGS = ["water", "ties", "messages", "bright"];

export function readQuery(search) {
  const told = new URLSearchParams(search);
  const options = {};
  const t = told.get("t");
  if (t !== null && t !== "" && Number.isFinite(Number(t))) options.t = Math.max(0, Number(t));
  if (SPEEDS.includes(Number(told.get("speed")))) options.speed = Number(told.get("speed"));
  for (const name of FLAGS) if (told.has(name)) options[name] = !["0", "no", "false", "off"].includes(told.get(name));
  if (CURVES.includes(told.get("curve"))) options.curve = told.get("curve");
  const pick = /^(\d+)\.(\d+)$/.exec(told.get("pick") || "");
  if (pick) options.pick = { pond: Number(pick[1]), row: Number(pick[2]) };
  return options;
}

export function writeQuery({ day, playing, options, picked }) {
  const told = {};
  if (!playing && day > 0) told.t = String(Math.round(day * 100) / 100);
  if (options.speed !== DEFAULTS.speed) told.speed = String(options.speed);
  for (const name of FLAGS) if (options[name] !== DEFAULTS[name]) told[name] = options[name] ? "1" : "0";
  if (options.curve !== DEFAULTS.curve) told.curve = options.curve;
  if (picked) told.pick = `${picked.pond}.${picked.row}`;
  return told;
}
