// What can be opened between the result and the ponds, by name: one at a time.

import { question } from "./link.js";
import { drawLucks } from "./lucks.js";
import { failed } from "./notice.js";
import { drawPlans } from "./plans.js";
import { drawWhy } from "./why.js";

const PANELS = { lucks: drawLucks, plans: drawPlans, why: drawWhy };

export function makePanels(page, place, { colours, change, drawResult }) {
  let asked = ""; // what the open panel is about

  function openPanel(name) {
    const again = page.panel === name;
    closePanel();
    if (again) return drawResult();
    page.panel = name;
    const query = question(page.state);
    asked = JSON.stringify(query);
    const parts = { query, plans: page.answer.plans, colours, outcome: page.answer.outcome, failed,
      close: () => { closePanel(); drawResult(); }, tryIt: (control, value) => change(control, value) };
    page.stopPanel = PANELS[name](place.panels, parts);
    drawResult();
    place.panels.scrollIntoView({ block: "nearest", behavior: "smooth" });
  }

  // The keys go back to the button that opened it.
  function closePanel() {
    page.stopPanel?.();
    page.stopPanel = null;
    const byKeys = place.panels.contains(document.activeElement);
    place.panels.replaceChildren();
    if (byKeys) document.getElementById(page.panel)?.focus({ preventScroll: true });
    page.panel = "";
  }

  // Closes the panel, and returns what opens it anew: if it was opened while this answer was on its way, and only where
  // its button is there, so that no plan is told before its ripples have run.
  function renewPanel() {
    const { panel } = page;
    const isOurs = panel && asked === JSON.stringify(question(page.state));
    const byKeys = place.panels.contains(document.activeElement);
    closePanel();
    return () => {
      if (!isOurs || !document.getElementById(panel)) return;
      openPanel(panel);
      if (byKeys) place.panels.querySelector("button")?.focus({ preventScroll: true });
    };
  }

  place.panels.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    closePanel();
    drawResult();
  });

  return { openPanel, closePanel, renewPanel };
}
