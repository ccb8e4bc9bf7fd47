// The page: reads its link, asks the server, hands the answer to the player, and lets a class bet.

import { mount } from "../player/index.js";
import { PLAN_FILLS, PLAN_INKS } from "../player/palette.js";
import { makeActs } from "./acts.js";
import { run, setup } from "./api.js";
import { drawBet } from "./bet.js";
import { drawControls } from "./controls.js";
import { h, later, redraw } from "./dom.js";
import { makeGuide } from "./guide.js";
import { drawHead } from "./head.js";
import { drawLesson } from "./lesson.js";
import { question, readLink, writeLink } from "./link.js";
import { failed, last, notice } from "./notice.js";
import { makePanels } from "./panels.js";
import { CURVES, showResult } from "./result.js";
import { drawRoom } from "./room.js";
import { makeShare } from "./share.js";
import { makeClass } from "./together.js";
import { cash, n, planName, scenarioName, t, words } from "./words.js";

const acts = makeActs(() => page.state, () => changed());
const { change, resetAll, throwStone, splitStone, undo, anotherLuck, anotherPond } = acts;
const place = Object.fromEntries(["top", "notice", "main", "side", "show", "headline", "bet", "stage", "result", "said", "panels"].map((id) => [id, document.getElementById(id)]));
const colours = PLAN_FILLS.map((fill, number) => ({ fill, ink: PLAN_INKS[number] }));
const page = {
  state: readLink(location.search), told: null, answer: null, player: null, controls: null,
  bet: "", isCovered: false, hasThrown: false, isOver: false, room: null, stopPanel: null, panel: "",
};
window.__page = page;
page.throwStone = throwStone;

async function boot() {
  const { state } = page;
  const told = (page.told = await setup(asked()));
  state.scenario ||= told.scenario.name;
  state.lang = state.lang && told.language;
  Object.assign(words, { texts: told.messages, language: told.language, currency: told.currency, plans: Object.fromEntries(told.plans.map((plan) => [plan.name, plan])) });
  document.documentElement.lang = told.language;
  document.title = `${t("page.title")} · stonecast`;
  const known = new Set(told.controls.map((row) => row.name));
  state.choices = Object.fromEntries(Object.entries(state.choices).filter(([name]) => known.has(name)));
  document.querySelector(".skip").textContent = t("page.skip");
  if (told.lesson && state.step) stepInto(state.step, { keep: true });
  drawAll();
  if (state.code && !page.room) together.joinRoom(state.code);
  page.isCovered = wantsBet();
  await answer();
}

function asked() {
  const { lang, scenario, lesson } = page.state;
  return { lang: lang || preferred(), ...(scenario ? { scenario } : {}), ...(lesson ? { lesson } : {}) };
}

function preferred() {
  return (navigator.languages ?? [navigator.language]).map((one) => one.slice(0, 2)).find((one) => ["en", "de", "es"].includes(one)) ?? "en";
}

// Whether the result is hidden until somebody has bet.
function wantsBet() {
  const { state, told, hasThrown } = page;
  if (page.room && (page.room.told?.is_open ?? true)) return true;
  if (page.room && !page.room.isTeacher) return false;
  if (state.player.t !== undefined || state.predict === "off") return false;
  if (told.lesson) return Boolean(state.step && told.lesson.steps[state.step - 1]?.predict) && !hasThrown;
  return state.predict === "on" || !hasThrown;
}

function drawAll() {
  const { state, told } = page;
  drawHead(place.top, { told, state, go: goTo, setLanguage, openClass: together.openClass, copyLink });
  page.controls = null;
  const side = h("div", { class: "controls" });
  if (told.lesson) {
    const lesson = h("div", {});
    const follows = page.room && !page.room.isTeacher;
    drawLesson(lesson, told.lesson, state.step, { follows, go: (step) => takeStep(step), leave: leaveLesson });
    redraw(place.side, [lesson, h("details", { class: "card", open: false }, h("summary", {}, t("page.controls")), side)], "#step-next");
  } else {
    redraw(place.side, [h("details", { class: "card drawer", open: matchMedia("(min-width: 900px)").matches },
      h("summary", {}, t("page.controls")), side)], "summary");
  }
  page.controls = drawControls(side, {
    groups: told.groups, controls: told.controls, choices: state.choices, change, resetAll,
    changed: () => Object.keys(state.choices).length + state.throws.length + state.splits.length > 0,
  });
  drawHeadline();
}

function drawHeadline() {
  const { state, told, answer: now } = page;
  const same = now?.money.budget ? t("page.same", { budget: cash(now.money.budget) }) : t("page.same_unpaid");
  const byHand = state.throws.length + state.splits.length;
  redraw(place.headline, [
    h("div", {},
      h("h1", {}, told.lesson ? told.lesson.title : scenarioName(told.scenario)),
      h("p", { class: "tagline" }, now ? same : t("page.loading"))),
    h("div", { class: "again" },
      byHand ? h("span", { class: "byhand" }, t("page.thrown", { count: n(byHand) }), " ",
        h("button", { class: "quiet", type: "button", id: "undo", onclick: undo }, t("page.undo")))
        : null,
      h("button", { class: "quiet", type: "button", id: "luck", onclick: anotherLuck }, `⚄ ${t("page.luck")}`),
      h("button", { class: "quiet", type: "button", id: "pond", onclick: anotherPond }, `≈ ${t("page.pond")}`)),
  ], "#luck");
}

// Ask the model, and show what it says.
async function answer({ keepBet = false } = {}) {
  const slow = setTimeout(() => notice(t(page.answer ? "page.loading" : "page.warming"), "wait"), page.answer ? 900 : 1800);
  document.body.dataset.busy = "yes";
  const { number } = last;
  try {
    const told = await run(question(page.state), { onbusy: () => notice(t("error.busy"), "wait") });
    if (!told) return;
    page.answer = told;
    if (last.number === number || last.kind === "wait") notice(); // but not what somebody else has said meanwhile
    if (!keepBet) page.bet = "";
    page.isOver = false;
    const openAgain = renewPanel();
    showRun(told);
    openAgain();
    together.tell();
    document.body.dataset.answer = told.key;
  } catch (error) {
    failed(error);
  } finally {
    clearTimeout(slow);
    delete document.body.dataset.busy;
  }
}

function showRun(told) {
  for (const recording of told.recordings) recording.plan.title = planName(recording.plan);
  const data = { world: told.place, recordings: told.recordings };
  if (page.player) {
    page.isOver = true; // what the player still tells is about the run before
    page.player.set({ covered: page.isCovered });
    page.player.load(data);
    page.isOver = false;
    if (!page.isCovered) showStill();
  } else {
    const touch = Boolean(page.told.has_small);
    page.player = mount(place.stage, {
      ...data, labels: page.told.messages,
      options: { curve: CURVES.includes(told.outcome) ? told.outcome : "engaged", ...page.state.player, language: words.language, covered: page.isCovered, touch: { throw: touch, split: touch },
        menu: [{ id: "link", key: "page.share" }, { id: "export", key: "page.export" }] },
    });
    listen(page.player);
    if (!page.isCovered && page.state.player.t === undefined) showStill();
  }
  drawHeadline();
  drawMiddle();
  writeState();
}

// Who prefers less motion sees how it ends; nothing plays by itself.
function showStill() {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) page.player.seek(page.player.state.days);
}

function listen(player) {
  const over = () => {
    if (!page.isOver && !page.isCovered && hasEnded()) {
      page.isOver = true;
      drawMiddle();
    }
  };
  player.on("end", over);
  player.on("time", over);
  player.on("throw", ({ pond, x, y }) => throwStone(pond, x, y));
  player.on("split", ({ pond }) => splitStone(pond));
  player.on("menu", ({ id }) => (id === "export" ? exportFile() : copyLink()));
  player.on("state", (told) => { page.state.shown = ownChoice(told); writeState(); });
}

// Of what the player tells, what the reader has chosen: not what the scenario or the machine settles by itself.
function ownChoice({ ...told }) {
  if (told.curve === page.answer?.outcome) delete told.curve;
  if (told.water === "0" && matchMedia("(prefers-reduced-motion: reduce)").matches) delete told.water;
  return told;
}

// The bet above the ponds, and the result below them.
function drawMiddle() {
  drawBets();
  drawResult();
}

function drawBets() {
  const { told, answer: now, room } = page;
  if (room?.told && room.isTeacher) {
    drawRoom(place.bet, room, {
      plans: told.plans, colours, addresses: told.addresses,
      show: () => room.direct("show").catch(failed),
      next: () => room.direct("next", linkFor(room.code)).catch(failed),
      leave: together.leaveRoom,
    });
    return;
  }
  if (!page.isCovered || !now) return place.bet.replaceChildren();
  drawBet(place.bet, {
    plans: now.plans, outcome: now.outcome, colours: PLAN_FILLS, bet: page.bet, waits: Boolean(room),
    choose: (bet) => {
      page.bet = bet;
      if (room) room.place(bet).catch(together.notPlaced);
      drawBets();
      place.bet.querySelector(".throw")?.focus();
    },
    throwIt: throwAll,
  });
}

function throwAll() {
  const byHand = place.bet.contains(document.activeElement);
  page.isCovered = false;
  page.hasThrown = true;
  page.isOver = false;
  page.player.uncover();
  showStill();
  drawMiddle();
  if (byHand) place.stage.querySelector("[role=application]")?.focus({ preventScroll: true });
}

function drawResult() {
  const { answer: now, bet, panel, state } = page;
  if (!now || page.isCovered) {
    place.result.replaceChildren();
    place.said.textContent = "";
    return;
  }
  showResult(place.result, place.said, {
    now, bet, colours, panel, openPanel, betAgain, isSettled: page.isOver || hasEnded(), predicts: state.predict === "on",
    offersBets: !page.told.lesson && !page.room, inClass: Boolean(page.room),
    setPredict: (isOn) => { state.predict = isOn ? "on" : ""; writeState(); },
  });
}

function hasEnded() {
  return Boolean(page.player) && page.player.state.day >= page.player.state.days;
}

const soon = later(60, () => answer());

function changed() {
  page.controls?.show(page.state.choices);
  if (!page.told.lesson) page.isCovered = wantsBet();
  writeState();
  soon();
}

function betAgain() {
  closePanel();
  page.bet = "";
  page.isCovered = true;
  page.player.cover();
  const byHand = place.result.contains(document.activeElement);
  drawMiddle();
  if (byHand) place.bet.querySelector(".choice")?.focus({ preventScroll: true });
  place.bet.scrollIntoView({ block: "nearest", behavior: "smooth" });
}

// -- the class ---------------------------------------------------------------------------------------------------

function linkFor(code) {
  return writeLink({ ...page.state, code, shown: {} });
}

const { openPanel, closePanel, renewPanel } = makePanels(page, place, { colours, change, drawResult });
const { goTo, setLanguage, renew, stepInto, takeStep, leaveLesson } = makeGuide(page, place, { answer, boot, closePanel, drawAll, wantsBet });
const together = makeClass(page, { answer, betAgain, drawAll, drawMiddle, linkFor, renew, throwAll, wantsBet, writeState: () => writeState() });

// -- links, files, mistakes --------------------------------------------------------------------------------------

const { copyLink, exportFile } = makeShare(page);
const writeState = later(120, () => history.replaceState(null, "", writeLink(page.state, page.told)));

addEventListener("popstate", () => {
  page.state = readLink(location.search);
  page.player?.destroy();
  page.player = null;
  boot().catch(failed);
});

boot().catch(failed);
