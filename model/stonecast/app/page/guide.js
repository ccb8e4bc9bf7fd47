// From scenario to scenario, from step to step, from language to language.

import { readLink, writeLink } from "./link.js";
import { failed } from "./notice.js";

export function makeGuide(page, place, { answer, boot, closePanel, drawAll, wantsBet }) {
  async function goTo({ scenario = "", lesson = "" }) {
    const { lang, code } = page.state;
    page.state = { ...readLink(""), lang, code, scenario, lesson };
    page.hasThrown = false;
    page.bet = "";
    await renew();
  }

  async function setLanguage(lang) {
    page.state.lang = lang;
    await renew({ keepBet: true });
  }

  async function renew() {
    page.player?.destroy();
    page.player = null;
    closePanel();
    history.pushState(null, "", writeLink(page.state, page.told ?? {}));
    try {
      await boot();
    } catch (error) {
      failed(error);
    }
  }

  function stepInto(step, { keep = false } = {}) {
    const { state, told } = page;
    const sets = step ? told.lesson.steps[step - 1]?.set ?? {} : {};
    const { choices, throws, splits, luck, market } = readLink(`?${new URLSearchParams(sets)}`);
    const own = keep ? state.choices : {};
    Object.assign(state, { step, choices: { ...choices, ...own }, throws: keep && state.throws.length ? state.throws : throws,
      splits: keep && state.splits.length ? state.splits : splits, luck: (keep && state.luck) || luck, market: (keep && state.market) || market });
  }

  async function takeStep(step) {
    page.hasThrown = false;
    stepInto(step);
    page.isCovered = wantsBet();
    drawAll();
    place.side.scrollIntoView({ block: "nearest" });
    await answer();
  }

  function leaveLesson() {
    goTo({ scenario: page.told.scenario.name });
  }

  return { goTo, setLanguage, renew, stepInto, takeStep, leaveLesson };
}
