// What came of it: who is ahead with this luck, and what to ask next.

import { SAME, winnerOf } from "./bet.js";
import { h, redraw } from "./dom.js";
import { amount, isCounted, n, outcomeName, planName, t } from "./words.js";

export const CURVES = ["saw", "engaged", "orders"];

// Draw the result; isSettled once the run is over, panel is the name of the open panel. It is drawn anew whenever a
// button of it changes: a screen reader hears it from `said`, which changes with what came of it only.
export function showResult(place, said, { now, bet, colours, isSettled, panel, predicts, offersBets, inClass, openPanel, betAgain, setPredict }) {
  const notes = now.notes.map((note) => h("p", { class: "hint" },
    t(`note.${note.key}`, { plan: planName(now.plans.find((plan) => plan.name === note.plan)), number: n(note.number) })));
  const ask = (name, label) => h("button", { class: "go", type: "button", id: name, "aria-pressed": String(panel === name), onclick: () => openPanel(name) }, label);
  redraw(place, [h("section", { class: "card verdict-card" },
    h("div", { class: "verdict-text" }, ...(isSettled ? verdict(now, bet, colours) : waiting(now, bet, colours)), ...notes),
    h("div", { class: "verdict-acts" },
      ask("lucks", t("lucks.button")), ask("why", t("why.button")), isSettled ? ask("plans", t("plans.button")) : null,
      inClass ? null : h("button", { class: "quiet", type: "button", id: "bet-again", onclick: betAgain }, t("bet.again")),
      offersBets ? h("label", { class: "line" },
        h("input", { type: "checkbox", class: "switch", role: "switch", id: "predict", checked: predicts,
          onchange: (event) => setPredict(event.target.checked) }), t("bet.first")) : null),
  )], "#lucks");
  const text = isSettled ? [...place.querySelectorAll(".verdict, .after, .hint")].map((part) => part.textContent.trim()).join(" ") : "";
  if (said.textContent !== text) said.textContent = text;
}

// While it plays there is room for what will be said, so that the ponds stay where they are.
function waiting(now, bet, colours) {
  const room = h("div", { class: "room-for", "aria-hidden": "true" }, ...verdict(now, bet, colours));
  room.firstChild.removeAttribute("id");
  return [h("div", { class: "waiting" }, room, h("p", { class: "verdict" }, t("bet.watch")))];
}

function sentence(isSame, outcome) {
  if (!isCounted(outcome)) return isSame ? "bet.result_same_money" : "bet.result_money";
  return isSame ? "bet.result_same" : "bet.result";
}

function verdict(now, bet, colours) {
  const { best, more, less, isSame } = winnerOf(now.plans, now.outcome);
  const what = outcomeName(now.outcome);
  const right = bet && bet === (isSame ? SAME : now.plans[best].name);
  return [
    h("p", { class: "verdict", id: "verdict", "data-winner": isSame ? SAME : now.plans[best].name, style: isSame ? null : `--plan: ${colours[best].fill}` },
      t(sentence(isSame, now.outcome), { more: amount(more, now.outcome), less: amount(less, now.outcome), what, winner: planName(now.plans[best]) })),
    h("p", { class: "after" }, bet ? h("b", { class: right ? "right" : "wrong" }, t(right ? "bet.right" : "bet.wrong")) : null,
      bet ? " " : null, t("bet.once")),
  ];
}
