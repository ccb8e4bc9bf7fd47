// The top of the page: scenario or lesson, language, class, link.

import { h, redraw } from "./dom.js";
import { scenarioName, t } from "./words.js";

export function drawHead(place, { told, state, go, setLanguage, openClass, copyLink }) {
  const option = (value, name, isChosen) => h("option", { value, selected: isChosen }, name);
  const what = h("select", { id: "what", "aria-label": t("page.scenario"), onchange: () => {
    const [kind, name] = what.value.split("/");
    go(kind === "lesson" ? { lesson: name } : { scenario: name });
  } },
  h("optgroup", { label: t("page.free") }, ...told.scenarios.map((one) =>
    option(`scenario/${one.name}`, scenarioName(one), !told.lesson && one.name === told.scenario.name))),
  told.lessons.length ? h("optgroup", { label: t("page.lesson") }, ...told.lessons.map((one) =>
    option(`lesson/${one.name}`, `${one.title}${one.minutes ? ` (${t("lesson.minutes", { minutes: one.minutes })})` : ""}`,
      told.lesson?.name === one.name))) : null);
  const language = h("select", { id: "language", "aria-label": t("page.language"), onchange: () => setLanguage(language.value) },
    ...Object.entries(told.languages).map(([key, name]) => option(key, name, key === told.language)));
  redraw(place, [
    h("a", { class: "brand", href: "./" }, h("img", { src: "page/icon.svg", alt: "", width: 28, height: 28 }), "stonecast"),
    h("label", { class: "what", for: "what" }, h("span", {}, t("page.scenario")), what),
    h("span", { class: "space" }),
    h("button", { type: "button", id: "class", "aria-pressed": String(Boolean(state.code)), onclick: openClass }, t("page.teacher")),
    h("button", { type: "button", id: "share", onclick: copyLink }, t("page.share")),
    language,
  ]);
}
