// A class that bets together: the teacher's view, and a pupil's place in it.

import { classroom, session } from "./api.js";
import { SAME } from "./bet.js";
import { h, redraw } from "./dom.js";
import { n, planName, t, words } from "./words.js";

const EVERY = 1500;

export class Room {
  constructor({ code, key, changed, failed, found }) {
    Object.assign(this, { code, key, changed, failed, found, told: null, acts: 0, isLost: false });
    this.timer = setInterval(() => this.look(), EVERY);
    this.look();
  }

  static async open(link, parts) {
    const told = await classroom("", { link });
    remember(told.code, told.key);
    const room = new Room({ ...parts, code: told.code, key: told.key });
    room.told = told;
    return room;
  }

  get isTeacher() {
    return Boolean(this.key);
  }

  get bet() {
    return this.told?.bet ?? "";
  }

  async look() {
    const { acts } = this;
    try {
      const told = await classroom(this.code);
      if (this.isLost) this.found();
      this.isLost = false;
      if (acts === this.acts) this.take(told); // else it was asked before what has been done since
    } catch (error) {
      if (this.isClosed) return;
      this.isLost = true;
      this.failed(error, this);
    }
  }

  async place(bet) {
    await this.act({ act: "bet", session, bet });
  }

  async direct(act, link = "") {
    await this.act({ act, key: this.key, link });
  }

  async act(what) {
    this.acts++;
    this.take(await classroom(this.code, what));
  }

  take(told) {
    const before = this.told;
    this.told = told;
    if (!this.isClosed && this.seen(before) !== this.seen(told)) this.changed(this, before);
  }

  // What of it is shown: pupils do not see how many have bet, and nothing moves under their fingers when one more has.
  seen(told) {
    return told && JSON.stringify(this.isTeacher ? told : { ...told, bets: 0 });
  }

  close() {
    this.isClosed = true;
    clearInterval(this.timer);
  }
}

function remember(code, key) {
  try {
    sessionStorage.setItem(`stonecast-class-${code}`, key);
  } catch {
    // then a reload makes the teacher a pupil
  }
}

export function keyOf(code) {
  try {
    return sessionStorage.getItem(`stonecast-class-${code}`) || "";
  } catch {
    return "";
  }
}

// The teacher's strip above the ponds: code, address, bets as they come in.
export function drawRoom(place, room, { plans, colours, addresses, show, next, leave }) {
  const { told } = room;
  const address = `${addresses[0] || `${location.origin}${location.pathname}`}?class=${room.code}`;
  const counts = told.counts ?? {};
  const most = Math.max(1, ...Object.values(counts));
  const bar = (name, label, colour) => h("div", { class: "tally", "data-bet": name },
    h("span", {}, label), h("i", { style: `width: ${(100 * (counts[name] ?? 0)) / most}%; background: ${colour}` }), h("b", {}, n(counts[name] ?? 0)));
  const bets = h("div", { class: "room-bets" },
    h("p", { class: "eyebrow" }, `${t("class.round", { round: told.round })} · `, h("span", { id: "class-bets" }, told.bets === 1 ? t("class.bet") : t("class.bets", { count: n(told.bets) }))),
    told.is_open ? h("p", { class: "crowd", "aria-hidden": "true" }, ...Array.from({ length: Math.min(told.bets, 60) }, () => h("i", {})))
      : [...plans.map((plan, i) => bar(plan.name, planName(plan), colours[i].fill)), bar(SAME, t("bet.same"), "#8795a1")]);
  const shown = told.is_open ? `${room.code}-${words.language}` : "";
  const kept = shown && place.querySelector(`.room[data-shown="${shown}"] .room-bets`);
  if (kept) return kept.replaceWith(bets); // the buttons stay while bets come in: whoever presses one hits it
  redraw(place, [h(
    "section", { class: "card room", "data-shown": shown },
    h("div", { class: "room-code" }, h("small", {}, t("class.code")), h("strong", { id: "class-code" }, room.code),
      h("small", {}, t("class.address")), h("code", {}, address),
      addresses.length ? null : h("p", { class: "hint" }, t("class.local"))),
    bets,
    h("div", { class: "room-acts" },
      told.is_open ? h("button", { class: "throw", type: "button", onclick: show }, t("class.show"))
        : h("button", { class: "throw", type: "button", onclick: next }, t("class.next")),
      h("button", { class: "quiet", type: "button", onclick: leave }, t("class.leave"))),
  )]);
}

// The dialogue from which a class is opened or joined.
export function askForRoom({ open, join, leave }) {
  const code = h("input", { id: "class-enter", maxlength: 4, size: 6, autocomplete: "off", autocapitalize: "characters", spellcheck: "false" });
  const dialog = h(
    "dialog", { class: "card", "aria-labelledby": "class-title" },
    h("h2", { id: "class-title" }, t("class.title")),
    h("p", {}, t("class.about")),
    h("p", {}, h("button", { class: "throw", id: "class-open", type: "button", onclick: () => { dialog.close(); open(); } }, t("class.open"))),
    h("form", { class: "line", onsubmit: (event) => { event.preventDefault(); dialog.close(); join(code.value.trim().toUpperCase()); } },
      h("label", { for: "class-enter" }, t("class.enter")), code, h("button", { type: "submit" }, t("class.join"))),
    leave ? h("p", {}, h("button", { id: "class-leave", type: "button", onclick: () => { dialog.close(); leave(); } }, t("class.leave"))) : null,
    h("button", { class: "quiet corner", type: "button", onclick: () => dialog.close(), "aria-label": t("page.close") }, "×"),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
