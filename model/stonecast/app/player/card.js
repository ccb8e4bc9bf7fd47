// The card of a person: what they did until now, who won them and with how much trust, how far from the stone.

import { make } from "./icons.js";
import { ENGAGED, ORDERED, PRAISED, RESHARED, SAW, WARNED } from "./timeline.js";
import { dayText, fill, number } from "./text.js";

const PARTS = [10, 50, 100];

// What there is to say about a person at a moment, as plain sentences: also what a screen reader hears.
export function about(pond, row, t) {
  const { timeline, labels, options, places } = pond;
  const say = (key, values) => fill(labels, `player.${key}`, values);
  const day = (moment) => dayText(moment / timeline.perDay, options.language);
  const blogger = places.bloggers.get(row) || timeline.stoneOf.get(row);
  const lines = [];
  let kind = say("community", { number: number(places.community[row] + 1, options.language) });
  if (blogger) kind = `${say(blogger.kind)} · ${say("followers", { followers: number(blogger.followers, options.language) })}`;
  const posts = timeline.postsOf(row, t);
  if (posts.length) lines.push(say("did_posted", { days: posts.slice(0, 8).map((tick) => number(Math.floor(tick / timeline.perDay) + 1, options.language)).join(", ") }));
  const shown = (what) => { const at = timeline.at(what, row); return at >= 0 && at < t ? at : -1; };
  for (const [what, key] of [[SAW, "did_saw"], [ENGAGED, "did_engaged"], [RESHARED, "did_reshared"], [ORDERED, "did_ordered"], [PRAISED, "did_praised"], [WARNED, "did_warned"]]) {
    const at = shown(what);
    if (at >= 0) lines.push(say(key, { day: day(at) }));
  }
  if (shown(SAW) >= 0 && shown(ENGAGED) < 0) lines.push(say("only_saw"));
  if (!lines.length) lines.push(say("did_nothing"));
  const teller = timeline.tellerOf(row, t);
  const told = { name: pond.nameOf(row), kind, lines, teller: null, won: "" };
  if (teller >= 0) {
    const steps = timeline.depth[timeline.about.get(row)];
    told.teller = {
      row: teller,
      text: say("told_by", { who: pond.nameOf(teller) }),
      trust: timeline.trustOf(row),
      trustText: say("trust", { trust: number(timeline.trustOf(row), options.language, 2) }),
      steps: steps === 1 ? say("steps_one") : say("steps", { steps: number(steps, options.language) }),
    };
  }
  const won = timeline.wonBy(row, t).length;
  if (won) told.won = say(won === 1 ? "won_one" : "won", { won: number(won, options.language), tree: number(treeUntil(timeline, row, t), options.language) });
  return told;
}

// People in the ripple below somebody until a moment.
export function treeUntil(timeline, row, t) {
  let size = 0;
  const inside = new Set([row]);
  for (let j = 0; j < timeline.kind.length && timeline.time[j] < t; j++) {
    if (timeline.kind[j] !== ENGAGED) continue;
    const teller = timeline.teller[timeline.about.get(timeline.who[j])];
    if (inside.has(teller)) { inside.add(timeline.who[j]); size++; }
  }
  return size;
}

export class Card {
  constructor(root, { onpick, onclose, onsplit, onthrow }) {
    this.root = root;
    this.act = { onpick, onclose, onsplit, onthrow };
    this.element = make("aside", "sc-card", { hidden: true, role: "status", "aria-live": "off" });
    this.text = make("div", "");
    this.hands = make("div", "");
    this.element.append(this.text, this.hands);
    this.written = this.held = "";
    root.append(this.element);
  }

  hide() {
    this.pond = null;
    this.element.hidden = true;
  }

  // The button that was pressed is gone: the keys go on from the card.
  focus() {
    this.element.querySelector(".sc-close")?.focus();
  }

  // While a run plays this is asked every frame: what has not changed stays, so that its buttons can be pressed.
  show(pond, row, t, { fixed, touch }) {
    const told = about(pond, row, t), node = this.element;
    const held = [pond.index, row, fixed, touch.split, touch.throw].join();
    const isSame = this.pond === pond && this.held === held, written = JSON.stringify(told);
    if (!isSame || this.written !== written) this.write(pond, told, fixed);
    if (!isSame) this.hands.replaceChildren(...(fixed ? this.buttons(pond, row, touch, pond.labels) : []));
    Object.assign(this, { pond, held, written });
    node.classList.toggle("sc-fixed", fixed);
    node.hidden = false;
    this.place(pond, row, t);
  }

  write(pond, told, fixed) {
    const node = this.text;
    node.replaceChildren(
      make("strong", "sc-card-name", {}, told.name),
      make("span", "sc-card-kind", {}, told.kind),
      make("ul", "", {}, ...told.lines.map((line) => make("li", "", {}, line))),
    );
    if (told.teller) {
      const meter = make("span", "sc-trust", { "aria-hidden": "true" }, make("i"));
      meter.firstChild.style.width = `${Math.round(told.teller.trust * 100)}%`;
      const who = fixed
        ? make("button", "sc-link", { type: "button", onclick: () => this.act.onpick(pond.index, told.teller.row) }, told.teller.text)
        : told.teller.text;
      node.append(make("p", "sc-told", {}, who, make("br"), meter, `${told.teller.trustText} · ${told.teller.steps}`));
    }
    if (told.won) node.append(make("p", "sc-told", {}, told.won));
  }

  buttons(pond, row, touch, labels) {
    const made = [];
    if (touch.split && pond.isBig(row) && pond.timeline.stoneOf.has(row)) {
      made.push(make("p", "sc-split", {}, fill(labels, "player.split"), ...PARTS.map((parts) => make("button", "", {
        type: "button", onclick: () => this.act.onsplit(pond, row, parts),
      }, fill(labels, "player.split_into", { parts })))));
    } else if (touch.throw) {
      made.push(make("p", "sc-split", {}, make("button", "", { type: "button", onclick: () => this.act.onthrow(pond, row) }, fill(labels, "player.throw_here"))));
    }
    return [...made, make("button", "sc-close", { type: "button", "aria-label": fill(labels, "player.close"), onclick: this.act.onclose }, "×")];
  }

  // Near the person, where it hides least of the way back to the stone; narrow screens put it at the bottom by style.
  place(pond, row, t) {
    const outer = this.root.getBoundingClientRect(), inner = pond.element.getBoundingClientRect();
    const left = inner.left - outer.left, top = inner.top - outer.top;
    const wide = this.element.offsetWidth, high = this.element.offsetHeight;
    const { x: xs, y: ys, frame } = pond.laid, x = left + xs[row], y = top + ys[row];
    const points = pond.timeline.path(row, t).map((who) => [left + xs[who], top + ys[who]]);
    const far = [left + frame.width - wide, top + frame.height - high];
    const places = [[x + 22, y - high / 2], [x - wide - 22, y - high / 2], [x - wide / 2, y + 22], [x - wide / 2, y - high - 22],
      [left, top], [far[0], top], [left, far[1]], far];
    const cost = ([a, b]) => {
      let hidden = 0;
      points.forEach(([px, py], i) => {
        for (const share of i ? [0.25, 0.5, 0.75, 1] : [1]) {
          const [qx, qy] = i ? [points[i - 1][0] + (px - points[i - 1][0]) * share, points[i - 1][1] + (py - points[i - 1][1]) * share] : [px, py];
          if (qx > a - 8 && qx < a + wide + 8 && qy > b - 8 && qy < b + high + 8) hidden++;
        }
      });
      return 400 * hidden + Math.hypot(a + wide / 2 - x, b + high / 2 - y);
    };
    const clip = ([a, b]) => [Math.min(Math.max(4, a), outer.width - wide - 4), Math.min(Math.max(4, b), outer.height - high - 4)];
    const [best] = places.map(clip).sort((one, other) => cost(one) - cost(other));
    this.element.style.left = `${best[0]}px`;
    this.element.style.top = `${best[1]}px`;
  }
}
