// Predict, then throw: nobody sees the result before everybody has bet.

import { h, redraw } from "./dom.js";
import { has, outcomeName, planName, t } from "./words.js";

export const SAME = "same";
export const CLOSE = 0.03;

// Who is ahead: number of the best plan, or SAME if the two best differ by less than a few in a hundred.
export function winnerOf(plans, outcome) {
  const values = plans.map((plan) => plan.totals[outcome] ?? 0);
  const order = values.map((_, plan) => plan).sort((a, b) => values[b] - values[a]);
  const [best, second] = order;
  const isSame = values[best] - values[second] <= CLOSE * values[best];
  return { best, second, more: values[best], less: values[second], isSame };
}

// Buttons to bet with; choose(bet) is called once, throwIt() when the stones are thrown.
export function drawBet(place, { plans, outcome, colours, bet, waits, choose, throwIt }) {
  const button = (value, name, colour) => h("button", {
    class: "choice", type: "button", "aria-pressed": String(bet === value), "data-bet": value,
    style: colour ? `--plan: ${colour}` : null, onclick: () => choose(value),
  }, name);
  const throwButton = h("button", { class: "throw", type: "button", disabled: !bet || waits, onclick: throwIt }, t("bet.throw"));
  redraw(place, [h(
    "div", { class: "bet card" },
    h("h2", { id: "bet-question" }, has(`bet.question_${outcome}`) ? t(`bet.question_${outcome}`) : t("bet.question", { what: outcomeName(outcome) })),
    h("div", { class: "choices", role: "group", "aria-labelledby": "bet-question" },
      ...plans.map((plan, number) => button(plan.name, planName(plan), colours[number])),
      button(SAME, t("bet.same"))),
    waits ? h("p", { class: "hint" }, bet ? t("class.wait") : t("bet.choose")) : throwButton,
  )]);
}
