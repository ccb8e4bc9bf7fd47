// Texts and numbers in the language of the page.

import { fill, money, number } from "../player/text.js";

export const words = { texts: {}, language: "en", currency: "USD", plans: {} };

export function t(key, values) {
  return fill(words.texts, key, values);
}

export function has(key) {
  return key in words.texts;
}

export function n(value, digits = 0) {
  return number(value, words.language, digits);
}

const SHARES = ["share_of_market", "podium", "trust_now"];
const AMOUNTS = ["status", "stars"];

// An amount of an outcome: money where money is meant, a share in percent; what a run does not have is a dash.
export function amount(value, what, digits = 0) {
  if (value === null || value === undefined) return "–";
  if (isMoney(what)) return cash(value);
  if (SHARES.includes(what)) return inUnit(value, "percent");
  return n(value, what === "stars" ? 2 : digits);
}

// Whether it is a number of people or things: "12 orders"; else it is said as "profit: 12".
export function isCounted(what) {
  return !isMoney(what) && !SHARES.includes(what) && !AMOUNTS.includes(what);
}

export function isMoney(what) {
  return ["profit", "revenue", "value_per_follower"].includes(what);
}

// How many times: always two digits, so that a column of them can be compared.
export function times(value) {
  return new Intl.NumberFormat(words.language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);
}

export function cash(value) {
  return money(value, words.currency, words.language);
}

// Name of a plan or scenario: from the catalogue where it is known, else as its file says.
export function planName(plan) {
  return has(`plan.${plan.name}`) ? t(`plan.${plan.name}`) : plan.title || plan.name;
}

export function scenarioName(scenario) {
  return has(`scenario.${scenario.name}`) ? t(`scenario.${scenario.name}`) : scenario.title || scenario.name;
}

// Name of what decides.
export function outcomeName(what) {
  return t(`outcome.${what}`);
}

export function capital(text) {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

export function inUnit(value, unit) {
  if (unit === "money") return cash(value);
  if (unit === "percent") return new Intl.NumberFormat(words.language, { style: "percent", maximumFractionDigits: 1 }).format(value);
  const shown = n(value, Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0);
  return unit ? `${shown} ${t(value === 1 && has(`unit.${unit}_one`) ? `unit.${unit}_one` : `unit.${unit}`)}` : shown;
}
