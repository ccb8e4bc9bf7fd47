// The same question under 200 lucks: dots that pile up, and how often each plan wins.

import { lines } from "./api.js";
import { h, s } from "./dom.js";
import { plansTable } from "./plans.js";
import { amount, n, outcomeName, planName, t } from "./words.js";

const OTHERS = ["engaged", "saw", "orders"];
const WIDTHS = [480, 1000]; // of the chart, in its own units: fewer on a narrow screen, so that its words can be read
const LEFT = 14;
const RADIUS = 4.2;

export function drawLucks(place, { query, plans, colours, outcome, failed, close }) {
  const stopper = new AbortController();
  const seen = { values: null, done: 0, total: 200, summary: null, ponds: null };
  const outcomes = [outcome, ...OTHERS.filter((what) => what !== outcome)];
  let shown = outcome;
  const chart = h("div", { class: "dots" });
  const said = h("p", { class: "verdict", "aria-live": "polite" });
  const elsewhere = h("p", { class: "hint", "aria-live": "polite" });
  const means = h("div", {});
  const bar = h("progress", { max: 200, value: 0, "aria-label": t("lucks.title") });
  const count = h("span", { class: "count" });
  const tabs = h("div", { class: "tabs", role: "group" }, ...outcomes.map((what) => h("button", {
    type: "button", "aria-pressed": String(what === shown), "data-outcome": what,
    onclick: (event) => {
      shown = what;
      for (const tab of tabs.children) tab.setAttribute("aria-pressed", String(tab === event.currentTarget));
      draw();
    },
  }, outcomeName(what))));
  const card = h(
    "section", { class: "card lucks", "data-panel": "lucks" },
    h("div", { class: "card-head" }, h("h2", {}, t("lucks.title")), bar, count,
      h("button", { class: "quiet", type: "button", onclick: close, "aria-label": t("page.close") }, "×")),
    tabs, said, elsewhere, chart, h("p", { class: "hint" }, t("lucks.help")), means,
  );
  place.replaceChildren(card);

  function draw() {
    count.textContent = t("lucks.progress", { done: n(seen.done), total: n(seen.total) });
    bar.max = seen.total;
    bar.value = seen.done;
    bar.hidden = seen.summary !== null;
    if (!seen.values) return;
    const rows = seen.values[shown].map((row) => row.filter(Number.isFinite));
    chart.replaceChildren(...(rows.every((row) => row.length) ? [strips(rows, plans, colours, shown, chart.clientWidth)] : []));
    if (seen.summary) said.replaceChildren(...verdict(seen.summary[shown], plans, colours));
    if (seen.ponds) elsewhere.textContent = t("lucks.ponds", { same: n(seen.ponds.same[shown]), total: n(seen.ponds.total) });
  }

  async function follow() {
    try {
      for await (const told of lines("lucks", query, stopper.signal)) {
        if (told.summary) {
          seen.summary = told.summary;
          means.replaceChildren(plansTable(plans, told.worth, { outcome, colours, caption: t("plans.many", { lucks: n(seen.total) }) }));
        } else if (told.ponds) {
          seen.ponds = told.ponds;
        } else {
          Object.assign(seen, { done: told.done, total: told.total });
          seen.values ??= Object.fromEntries(Object.keys(told.values).map((what) => [what, plans.map(() => [])]));
          for (const [what, rows] of Object.entries(told.values)) rows.forEach((row, plan) => seen.values[what][plan].push(...row));
        }
        draw();
      }
      card.dataset.done = "yes";
    } catch (error) {
      if (error.name !== "AbortError") failed(error);
    }
  }

  draw();
  follow();
  return () => stopper.abort();
}

function verdict(told, plans, colours) {
  const [best] = told.order;
  const percent = (share) => n(100 * share);
  const [wins, low, high] = told.wins;
  return [
    h("strong", { style: `color: ${colours[best].ink}` },
      t("lucks.wins", { winner: planName(plans[best]), wins: percent(wins) })), " ",
    h("span", { class: "hint" }, t("lucks.interval", { low: `${percent(low)}`, high: `${percent(high)}` })),
    told.sure ? null : ` ${t("lucks.unsure")}`,
  ].filter(Boolean);
}

function strips(rows, plans, colours, what, room) {
  const width = Math.round(Math.min(WIDTHS[1], Math.max(WIDTHS[0], 1.25 * room)));
  const all = rows.flat();
  const [low, high] = padded(Math.min(...all), Math.max(...all));
  const digits = high - low < 5 ? 2 : 0;
  const x = (value) => LEFT + ((value - low) / (high - low)) * (width - 2 * LEFT);
  const piles = rows.map((row) => piled(row, x));
  const heights = piles.map((pile) => Math.max(34, 2 * RADIUS * Math.min(22, pile.tallest) + 8));
  const parts = [];
  let top = 0;
  piles.forEach((pile, plan) => {
    const floor = top + 30 + heights[plan];
    const squeeze = Math.min(1, (heights[plan] - 8) / (2 * RADIUS * pile.tallest));
    parts.push(s("line", { x1: LEFT, x2: width - LEFT, y1: floor, y2: floor, class: "floor" }));
    for (const [at, level] of pile.dots) {
      parts.push(s("circle", { cx: at, cy: floor - RADIUS - level * 2 * RADIUS * squeeze, r: RADIUS * 0.92, fill: colours[plan].fill }));
    }
    const mean = rows[plan].reduce((sum, value) => sum + value, 0) / rows[plan].length;
    parts.push(s("path", { d: `M${x(mean)} ${floor + 2} l-6 9 h12 z`, fill: colours[plan].ink }));
    const anchor = x(mean) > width - Math.max(180, width / 4) ? "end" : "start";
    const label = s("text", { x: x(mean) + (anchor === "end" ? -10 : 10), y: floor + 20, class: "mean", "text-anchor": anchor });
    label.textContent = t("lucks.mean", { mean: amount(mean, what, digits) });
    const name = s("text", { x: LEFT, y: top + 22, class: "name", style: `--plan: ${colours[plan].ink}` });
    name.textContent = planName(plans[plan]);
    parts.push(label, name);
    top = floor + 24;
  });
  for (const value of ticks(low, high)) {
    parts.push(s("line", { x1: x(value), x2: x(value), y1: top + 2, y2: top + 8, class: "floor" }));
    const end = x(value) > width - 3 * LEFT;
    const label = s("text", { x: end ? width - LEFT : x(value), y: top + 26, class: "tick", "text-anchor": end ? "end" : "middle" });
    label.textContent = amount(Math.abs(value) < (high - low) / 1e6 ? 0 : value, what, digits);
    parts.push(label);
  }
  const unit = s("text", { x: width - LEFT, y: top + 52, class: "tick", "text-anchor": "end" });
  unit.textContent = outcomeName(what);
  parts.push(unit);
  const spoken = plans.map((plan, i) => `${planName(plan)}: ${t("lucks.mean", { mean: amount(mean(rows[i]), what, digits) })}`).join("; ");
  return s("svg", { viewBox: `0 0 ${width} ${top + 58}`, role: "img", "aria-label": spoken }, ...parts);
}

function mean(row) {
  return row.reduce((sum, value) => sum + value, 0) / row.length;
}

function piled(row, x) {
  const levels = new Map();
  const dots = row.map((value) => {
    const column = Math.round(x(value) / (2 * RADIUS));
    const level = levels.get(column) ?? 0;
    levels.set(column, level + 1);
    return [column * 2 * RADIUS, level];
  });
  return { dots, tallest: Math.max(...levels.values()) };
}

function padded(low, high) {
  const space = (high - low || Math.max(1, high)) * 0.06;
  return [low < 0 ? low - space : Math.max(0, low - space), high + space];
}

function ticks(low, high) {
  const rough = (high - low) / 6;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((k) => k * size).find((k) => k >= rough);
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high; value += step) found.push(value);
  return found;
}
