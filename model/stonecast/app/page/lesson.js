// A guided lesson beside the ponds: a few steps of text, each with its state of the pond.

import { h } from "./dom.js";
import { t } from "./words.js";

// go(step) shows a step; steps count from 1, 0 is the introduction. Whoever follows a teacher does not go by themselves.
export function drawLesson(place, lesson, step, { follows, go, leave }) {
  const at = Math.min(step, lesson.steps.length);
  const shown = at ? lesson.steps[at - 1] : lesson;
  const text = h("div", { class: "text" });
  text.innerHTML = shown.html;
  const isLast = at === lesson.steps.length;
  const card = h(
    "section", { class: "card lesson", "data-step": at, "aria-label": lesson.title },
    h("p", { class: "eyebrow" }, at ? `${lesson.title} · ${t("lesson.step", { step: at, steps: lesson.steps.length })}`
      : `${t("page.lesson")}${lesson.minutes ? ` · ${t("lesson.minutes", { minutes: lesson.minutes })}` : ""}`),
    h("h2", {}, shown.title),
    text,
    follows ? null : h("nav", { class: "steps" },
      at ? h("button", { class: "quiet", type: "button", id: "step-back", onclick: () => go(at - 1) }, `← ${t("lesson.back")}`) : h("span", {}),
      h("span", { class: "pips", "aria-hidden": "true" }, ...lesson.steps.map((_, i) => h("i", { class: i < at ? "done" : "" }))),
      isLast ? h("button", { class: "go", type: "button", id: "step-next", onclick: leave }, t("lesson.finish"))
        : h("button", { class: "go", type: "button", id: "step-next", onclick: () => go(at + 1) }, `${at ? t("lesson.next") : t("lesson.begin")} →`)),
  );
  place.replaceChildren(card);
}
