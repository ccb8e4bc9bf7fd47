// One line for everybody: what went wrong, what is being waited for, what is done.

import { planName, t, words } from "./words.js";

const place = document.getElementById("notice");
let fading = 0;

// The notice that came last: its number and its kind.
export const last = { number: 0, kind: "" };

export function notice(text = "", kind = "", link = "") {
  clearTimeout(fading);
  Object.assign(last, { number: last.number + 1, kind });
  place.hidden = !text;
  place.dataset.kind = kind;
  place.dataset.link = link;
  place.textContent = text;
  if (kind === "good") fading = setTimeout(() => notice(), 4000);
}

export function failed(error) {
  const { told } = error;
  if (told?.key === "too_dear") notice(t("error.too_dear", { plan: planName(words.plans[told.plan] ?? { name: told.plan }) }), "bad");
  else if (told?.key === "gone") notice(t("error.gone"), "bad");
  else if (told?.key === "busy") notice(t("error.busy"), "bad");
  else if (told) notice([told.what, told.remedy].filter(Boolean).join(" → "), "bad");
  else notice(words.language ? t("error.server") : "The server does not answer.", "bad");
}
