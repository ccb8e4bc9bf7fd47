// Plans side by side: what they brought and cost, what a follower was worth, and what made a good one.

import { h } from "./dom.js";
import { amount, capital, cash, isCounted, n, outcomeName, planName, t, times } from "./words.js";

const GOOD = ["good_trust", "good_talk", "good_fit"];

// The plans of one run, in a card of their own.
export function drawPlans(place, { plans, colours, outcome, close }) {
  const table = plansTable(plans, plans.map((plan) => plan.worth), { outcome, colours, caption: t("plans.once") });
  place.replaceChildren(h("section", { class: "card", "data-panel": "plans" },
    h("div", { class: "card-head" }, h("h2", {}, t("plans.title")),
      h("button", { class: "quiet", type: "button", onclick: close, "aria-label": t("page.close") }, "×")),
    table));
  return () => {};
}

// A table with a column a plan; worth has each plan's rows, means or those of one run.
export function plansTable(plans, worth, { outcome, colours, caption }) {
  const row = (label, show, isGood = false) => {
    const cells = worth.map(show);
    if (cells.every((cell) => cell === null)) return null;
    return h("tr", { class: isGood ? "good" : "" }, h("th", { scope: "row" }, label), ...cells.map((cell) => h("td", {}, cell ?? "–")));
  };
  const known = (name, write) => (one) => (one[name] === undefined || one[name] === null ? null : write(one[name]));
  const what = outcomeName(outcome);
  const good = GOOD.map((name) => row(t(`plans.${name}`), known(name, (value) => `× ${times(value)}`), true)).filter(Boolean);
  const heading = () => h("tr", { class: "good-head" }, h("th", { scope: "rowgroup", colspan: plans.length + 1 },
    h("div", { class: "stay" }, t("plans.good"), h("small", {}, ` ${t("plans.usual")}`))));
  const short = (value) => amount(value, outcome, Math.abs(value) < 10 && !Number.isInteger(value) ? 2 : 0);
  return h("div", { class: "plans-table" }, h("table", {},
    h("caption", {}, caption),
    h("thead", {}, h("tr", {}, h("td", {}), ...plans.map((plan, i) => h("th", { scope: "col", style: `color: ${colours[i].ink}` }, planName(plan))))),
    h("tbody", {},
      row(capital(what), known(outcome, short)),
      !isCounted(outcome) ? null : row(t("plans.cost_each", { what }), (one) => (one[outcome] > 0 && one.cost > 0 ? cash(one.cost / one[outcome]) : null)),
      row(t("plans.followers"), known("followers", (value) => n(value))),
      row(t("plans.value_per_follower"), known("value_per_follower", cash))),
    good.length ? h("tbody", {}, heading(), ...good) : null));
}
