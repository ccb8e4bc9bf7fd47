// Why: every mechanism switched off, one by one; which one changes the winner?

import { lines } from "./api.js";
import { h } from "./dom.js";
import * as words from "./words.js";
import { has, outcomeName, planName, t } from "./words.js";

// Controls that switch off the mechanism of that name, for "try it".
const OFF = {
  conversation_capacity: ["conversations", "off"], fixed_cost_per_blogger: ["deal", "off"], price_by_size: ["price_by_size", "off"],
  attention: ["feed", "off"], friends_who_remind: ["reminding", "off"], wear_of_reminders: ["tired", "off"],
  learning_trust: ["learning", "off"], several_sources: ["sources", "1"], relevance: ["relevance", "off"], resharing: ["reshare", "off"],
  following: ["following", "off"], communities: ["communities", "off"], advertising: ["advertising", "off"], wear_out: ["wear", "off"],
  limit_to_serving: ["capacity", "off"], word_of_customers: ["reviews", "off"], deal: ["deals", "off"], coming_back: ["come_back", "off"],
  answers_to_complaints: ["answers", "off"], hollow_followers: ["hollow", "off"], platforms: ["platforms", "off"],
  brands_that_compete: ["rivals", "off"], last_minute_push: ["push", "off"], time_to_answer: ["answering", "off"],
};

export function drawWhy(place, { query, plans, colours, failed, tryIt, close }) {
  const stopper = new AbortController();
  const said = h("p", { class: "verdict", "aria-live": "polite" });
  const body = h("div", {}, h("progress", { "aria-label": t("why.title") }));
  const card = h(
    "section", { class: "card why", "data-panel": "why" },
    h("div", { class: "card-head" }, h("h2", {}, t("why.title")),
      h("button", { class: "quiet", type: "button", onclick: close, "aria-label": t("page.close") }, "×")),
    said, body,
  );
  place.replaceChildren(card);

  (async () => {
    try {
      for await (const told of lines("why", query, stopper.signal)) {
        said.textContent = summary(told, plans);
        body.replaceChildren(...effects(told, plans, colours, tryIt));
      }
      card.dataset.done = "yes";
    } catch (error) {
      if (error.name !== "AbortError") failed(error);
    }
  })();
  return () => stopper.abort();
}

function summary(told, plans) {
  const { winner, other, outcome } = told;
  const what = outcomeName(outcome);
  if (!told.effects.length) return t("why.none");
  const on = told.effects[0].on;
  const counted = words.isCounted(outcome);
  return t(!told.sure ? "why.now_level" : counted ? "why.now" : "why.now_amount",
    { winner: planName(plans[winner]), ratio: times(on), what: counted || !told.sure ? what : words.capital(what), other: planName(plans[other]) });
}

function effects(told, plans, colours, tryIt) {
  const { winner, other } = told;
  if (!told.effects.length) return [];
  const on = told.effects[0].on;
  const reach = Math.max(...told.effects.map((one) => Math.abs(Math.log(one.off || 1))), Math.abs(Math.log(on || 1)), 0.2);
  const sorted = [...told.effects].sort((a, b) => Number(b.flips) - Number(a.flips) || (a.off ?? 9) - (b.off ?? 9));
  return [
    h("div", { class: "effects" },
      h("div", { class: "effect legend", "aria-hidden": "true" }, h("span", {}), h("span", { class: "ends" },
        h("b", { style: `color: ${colours[other].ink}` }, `← ${planName(plans[other])}`),
        h("b", { style: `color: ${colours[winner].ink}` }, `${planName(plans[winner])} →`)), h("span", {})),
      ...sorted.map((one) => effect(one, { ...told, on, reach, plans, colours, tryIt }))),
  ];
}

function effect(one, { sure, on, reach, plans, colours, winner, other, tryIt }) {
  const key = one.name.replace(/[ -]/g, "_");
  const name = has(`mechanism.${key}`) ? t(`mechanism.${key}`) : one.name;
  const ahead = one.off === null ? null : one.off >= 1 ? winner : other;
  const at = (ratio) => 50 + (48 * Math.log(ratio)) / reach;
  const from = one.off ? Math.min(50, at(one.off)) : 50;
  const bar = h("span", { class: "scale" },
    h("i", { class: "zero" }), h("i", { class: "now", style: `left: ${at(on || 1)}%` }),
    one.off ? h("i", { class: "bar", style: `left: ${from}%; width: ${Math.abs(at(one.off) - 50)}%; background: ${colours[ahead].fill}` }) : null);
  const answer = one.off === null ? "unpaid" : !one.sure ? "level" : !sure ? "wins" : one.flips ? "flips" : "stays";
  const said = t(`why.${answer}`, { plan: ahead === null ? "" : planName(plans[ahead]) });
  const changes = ["wins", "flips"].includes(answer);
  return h("div", { class: `effect${changes ? " flips" : ""}`, "data-mechanism": key },
    h("span", { class: "what" }, h("small", {}, `${t("why.without")} `), name),
    bar,
    h("span", { class: "said" }, one.off === null ? "" : `×\u00a0${times(one.off)} · `, said,
      OFF[key] ? h("button", { class: "quiet", type: "button", onclick: () => tryIt(...OFF[key]) }, t("why.try")) : null));
}

function times(ratio) {
  return ratio === null ? "–" : words.times(ratio);
}
