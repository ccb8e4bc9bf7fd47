// The bar: play, step, scrub, speed, what is drawn, and what can be saved. Real buttons, ranges and boxes with labels.

import { glyph, icon, make } from "./icons.js";
import { SPEEDS } from "./query.js";
import { dayText, fill, number } from "./text.js";

export class Controls {
  constructor(act) {
    this.act = act;
    const button = (name, listener) => make("button", `sc-button sc-${name}`, { type: "button", onclick: listener });
    this.back = button("back", () => act.step(-1));
    this.play = button("play", () => act.toggle());
    this.forward = button("forward", () => act.step(1));
    this.back.append(glyph("back"));
    this.forward.append(glyph("forward"));
    this.range = make("input", "sc-range", { type: "range", min: "0", step: "0.02", oninput: () => act.scrub(Number(this.range.value)) });
    this.day = make("output", "sc-day", { "data-ripples": "day" });
    this.speed = make("select", "sc-select", { onchange: () => act.set({ speed: Number(this.speed.value) }) });
    this.speedLabel = make("label", "sc-label", {}, make("span"), this.speed);
    this.view = popup("sc-view");
    this.save = popup("sc-save");
    this.bar = make("div", "sc-bar", { role: "group" }, this.back, this.play, this.forward, this.range, this.day, this.speedLabel, this.view, this.save);
    this.curve = make("select", "sc-select", { onchange: () => act.set({ curve: this.curve.value }) });
    this.curveTitle = make("label", "sc-curve-title", {}, make("span"), this.curve);
    this.legend = make("ul", "sc-legend");
    this.notes = make("div", "sc-notes");
  }

  load({ labels, options, days, crowd, about, kinds }) {
    const say = (key, values) => fill(labels, `player.${key}`, values);
    this.labels = labels;
    this.language = options.language;
    this.range.max = String(days);
    this.days = days;
    this.range.setAttribute("aria-label", say("time"));
    for (const name of ["back", "forward"]) {
      this[name].setAttribute("aria-label", say(name));
      this[name].title = say(name);
    }
    this.speedLabel.firstChild.textContent = say("speed");
    this.speed.replaceChildren(...SPEEDS.map((speed) => make("option", "", { value: String(speed) }, `${number(speed, options.language, 2)}×`)));
    this.curveTitle.firstChild.textContent = say("show_curve");
    this.curve.replaceChildren(...kinds.map((kind) => make("option", "", { value: kind }, say(`curve_${kind}`))));
    this.fillView(say, options);
    this.fillSave(say, options, labels);
    this.fillLegend(say, options, crowd);
    this.notes.replaceChildren(
      ...(options.sentence ? [make("p", "sc-sentence", {}, options.sentence)] : []),
      ...(options.compact ? [] : [make("p", "", {}, `${say("one_run")} ${about}`), make("p", "sc-keys", {}, say("keys"))]),
    );
    this.playing = undefined;
  }

  fillView(say, options) {
    const box = (name) => make("label", "", {}, make("input", "", { type: "checkbox", name, onchange: (event) => this.act.set({ [name]: event.target.checked }) }), say(name));
    this.view.open = false;
    this.view.firstChild.textContent = say("view");
    this.view.lastChild.replaceChildren(...["water", "messages", "ties", "bright"].map(box));
    this.boxes = [...this.view.querySelectorAll("input")];
    this.show(options);
  }

  fillSave(say, options, labels) {
    const item = (text, listener) => make("button", "", { type: "button", onclick: () => { this.save.open = false; listener(); } }, text);
    this.save.hidden = options.compact;
    this.save.firstChild.textContent = say("save");
    this.save.firstChild.title = say("menu");
    this.save.lastChild.replaceChildren(
      item(say("save_image"), () => this.act.save("image")),
      item(say("save_film"), () => this.act.save("film")),
      item(say("save_gif"), () => this.act.save("gif")),
      item(say("save_table"), () => this.act.save("table")),
      ...options.menu.map(({ id, key }) => item(fill(labels, key), () => this.act.menu(id))),
    );
  }

  fillLegend(say, options, crowd) {
    const entry = (picture, text) => make("li", "", {}, icon(picture), text);
    this.legend.setAttribute("aria-label", say("legend"));
    this.legend.replaceChildren(
      entry("unaware", say("legend_unaware")),
      entry("small", say("small")),
      entry("big", say("big")),
      ...(crowd ? [make("li", "", {}, say("legend_density"))] : []),
      ...(options.touch.throw ? [make("li", "sc-hint", {}, say("throw_hint"))] : []),
      ...(options.touch.split ? [make("li", "sc-hint", {}, say("split_hint"))] : []),
      ...(options.water ? [make("li", "sc-faint", {}, say("legend_water"))] : []),
    );
  }

  // Boxes and choices as the options are.
  show(options) {
    this.speed.value = String(options.speed);
    this.curve.value = options.curve;
    for (const box of this.boxes) box.checked = Boolean(options[box.name]);
  }

  moment(day, playing, covered) {
    const end = day >= this.days - 1e-9, state = playing ? "pause" : end ? "again" : "play";
    if (!this.dragging) this.range.value = String(day);
    this.range.style.setProperty("--done", `${(day / this.days) * 100}%`);
    const text = fill(this.labels, "player.day", { day: dayText(day, this.language), days: number(this.days, this.language) });
    if (this.day.textContent !== text) {
      this.day.textContent = text;
      this.day.dataset.value = String(Math.round(day * 1000) / 1000);
      this.range.setAttribute("aria-valuetext", text);
    }
    if (this.playing === state && this.covered === covered) return;
    this.playing = state;
    this.covered = covered;
    const word = fill(this.labels, `player.${state}`);
    this.play.replaceChildren(glyph(state), make("span", "", {}, word));
    this.play.setAttribute("aria-label", word);
    for (const control of [this.play, this.back, this.forward, this.range]) control.disabled = covered;
  }
}

function popup(kind) {
  const details = make("details", `sc-pop ${kind}`, {}, make("summary"), make("div", "sc-panel"));
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.firstChild.focus();
    event.stopPropagation();
  });
  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) details.open = false;
  });
  return details;
}
