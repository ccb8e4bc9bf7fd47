// A plan's frame around its pond: title, price, and the key figures that run with the moment.

import { icon, make } from "./icons.js";
import { PLAN_FILLS, PLAN_INKS } from "./palette.js";
import { fill, money, number } from "./text.js";

export const FIGURES = ["saw", "engaged", "reshared", "orders", "praised", "warned"];

export class Figures {
  constructor(index) {
    this.index = index;
    this.title = make("h3", "sc-title");
    this.price = make("p", "sc-price");
    this.pond = make("div", "sc-pond");
    this.cover = make("p", "sc-cover", { hidden: true });
    this.pond.append(this.cover);
    this.list = make("dl", "sc-figures");
    this.values = {};
    for (const name of FIGURES) {
      const value = make("dd", "", { "data-ripples": name, "data-pond": index });
      const label = make("dt", "");
      this.values[name] = { value, label, box: make("div", `sc-figure sc-${name}`, {}, label, value), shown: null };
      this.list.append(this.values[name].box);
    }
    this.each = make("dd", "");
    this.eachLabel = make("dt", "");
    this.eachBox = make("div", "sc-figure sc-each", {}, this.eachLabel, this.each);
    this.list.append(this.eachBox);
    this.element = make("section", "sc-plan", {}, make("header", "sc-head", {}, this.title, this.price), this.pond, this.list);
    this.element.style.setProperty("--plan", PLAN_FILLS[index % PLAN_FILLS.length]);
    this.element.style.setProperty("--ink", PLAN_INKS[index % PLAN_INKS.length]);
  }

  load(recording, labels, options, { warnings, praises, orders }) {
    this.recording = recording;
    this.labels = labels;
    this.language = options.language;
    const { plan, stones } = recording;
    const hired = stones.filter((stone) => stone.cost > 0 || stone.posts > 0).length;
    this.title.replaceChildren(make("i", `sc-swatch sc-swatch-${this.index % 6}`), plan.title);
    const words = hired ? [fill(labels, hired === 1 ? "player.stones_one" : "player.stones", { stones: number(hired, this.language) })] : [];
    if (plan.cost > 0) words.push(money(plan.cost, plan.currency, this.language));
    this.price.textContent = words.join(" · ");
    this.cover.textContent = fill(labels, "player.covered");
    for (const name of FIGURES) {
      this.values[name].label.replaceChildren(icon(name), fill(labels, `player.${name}`));
      this.values[name].shown = null;
    }
    this.values.warned.box.hidden = !warnings;
    this.values.praised.box.hidden = !praises;
    this.values.orders.box.hidden = !orders;
    this.eachLabel.textContent = fill(labels, "player.cost_each");
    this.eachBox.hidden = !(plan.cost > 0) || !recording.arrays.ordered.some((tick) => tick >= 0);
  }

  show(counts, covered) {
    const { scale, plan } = this.recording;
    for (const name of FIGURES) {
      const at = this.values[name], told = covered ? "" : String(counts[name]);
      if (at.shown === told) continue;
      at.shown = told;
      at.value.dataset.value = told;
      at.value.textContent = covered ? "?" : number(counts[name] * scale, this.language);
    }
    const orders = counts.orders * scale;
    this.each.textContent = covered ? "?" : orders ? money(plan.cost / orders, plan.currency, this.language) : "–";
    this.cover.hidden = !covered;
  }

  // One sentence for a screen reader.
  sentence(counts, day) {
    const { scale } = this.recording;
    const full = Object.fromEntries(FIGURES.map((name) => [name, number(counts[name] * scale, this.language)]));
    return fill(this.labels, "player.pond_now", { plan: this.recording.plan.title, day, ...full });
  }
}

// Room for the largest number that a figure comes to in any pond: nothing moves while numbers grow, ponds stay level.
export function reserve(frames, last) {
  for (const name of FIGURES) {
    const widest = Math.max(...frames.map((frame, i) => number(last[i][name] * frame.recording.scale, frame.language).length));
    for (const frame of frames) frame.values[name].value.style.minWidth = `${widest}ch`;
  }
  // An order costs all of a plan at first, and cents later.
  const costs = frames.flatMap(({ recording: { plan }, language }) => [plan.cost, Math.min(plan.cost, 99.99)].map((cost) => money(cost, plan.currency, language)));
  const dearest = Math.max(...costs.map((text) => text.length));
  for (const frame of frames) frame.each.style.minWidth = `${dearest}ch`;
}
