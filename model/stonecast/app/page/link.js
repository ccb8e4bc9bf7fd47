// The state of the page as a link, and a link as the state of the page.

import { readQuery } from "../player/query.js";

const OWN = ["scenario", "lesson", "step", "luck", "market", "throw", "split", "lang", "predict", "class"];
const PLAYER = ["t", "speed", "water", "ties", "messages", "bright", "curve", "pick"];

export function readLink(search) {
  const told = new URLSearchParams(search);
  const own = Object.fromEntries(OWN.filter((name) => told.has(name)).map((name) => [name, told.get(name)]));
  const choices = {};
  for (const [name, value] of told) if (!OWN.includes(name) && !PLAYER.includes(name)) choices[name] = value;
  return {
    scenario: own.scenario || "",
    lesson: own.lesson || "",
    step: Math.max(0, Number.parseInt(own.step || "0", 10) || 0),
    luck: own.luck || "",
    market: own.market || "",
    throws: parts(own.throw),
    splits: parts(own.split),
    lang: own.lang || "",
    predict: own.predict || "",
    code: (own.class || "").toUpperCase(),
    choices,
    player: readQuery(search),
    shown: Object.fromEntries(PLAYER.filter((name) => told.has(name)).map((name) => [name, told.get(name)])),
  };
}

function parts(text) {
  return (text || "").split(";").filter(Boolean);
}

// What the model is asked: everything that can change the result, nothing else.
export function question(state) {
  const told = { scenario: state.scenario, ...state.choices };
  if (state.luck) told.luck = state.luck;
  if (state.market) told.market = state.market;
  if (state.throws.length) told.throw = state.throws.join(";");
  if (state.splits.length) told.split = state.splits.join(";");
  return told;
}

export function writeLink(state, { first = "" } = {}) {
  const told = question(state);
  if (told.scenario === first) delete told.scenario;
  if (state.lesson) Object.assign(told, { lesson: state.lesson, step: String(state.step) });
  if (state.lang) told.lang = state.lang;
  if (state.predict) told.predict = state.predict;
  if (state.code) told.class = state.code;
  Object.assign(told, state.shown);
  const text = new URLSearchParams(told).toString().replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%3B", ";");
  return text ? `?${text}` : location.pathname;
}
