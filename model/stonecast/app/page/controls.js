// The controls: one row a control, drawn from the table that the server tells.

import { h } from "./dom.js";
import { inUnit, t } from "./words.js";

// Draw all controls. change(name, text) is called with what the link shall say, or null for the scenario's own value.
export function drawControls(place, { groups, controls, choices, change, resetAll, changed }) {
  const rows = new Map();
  const blocks = groups
    .map((group) => [group, controls.filter((row) => row.group === group)])
    .filter(([, inside]) => inside.length)
    .map(([group, inside]) => block(group, inside, rows, choices, change));
  const resetToStart = () => {
    resetAll();
    place.closest("details")?.querySelector("summary").focus({ preventScroll: true }); // the button is off now
  };
  const reset = h("button", { class: "quiet", id: "reset-all", onclick: resetToStart, disabled: !changed() }, t("page.reset_all"));
  place.replaceChildren(
    h("div", { class: "side-head" }, h("h2", {}, t("page.controls")), reset),
    ...blocks,
  );
  return {
    show(now) {
      reset.disabled = !changed();
      for (const row of rows.values()) row.show(now[row.name]);
    },
  };
}

function block(group, inside, rows, choices, change) {
  const made = (row) => {
    const shown = control(row, choices[row.name], change);
    rows.set(row.name, shown);
    return shown.element;
  };
  const first = inside.filter((row) => !row.is_more).map(made);
  const more = inside.filter((row) => row.is_more).map(made);
  const touched = inside.some((row) => row.is_more && row.name in choices);
  return h(
    "fieldset", { class: "group", "data-group": group },
    h("legend", {}, t(`group.${group}`)),
    ...first,
    more.length ? h("details", { open: touched }, h("summary", {}, t("page.more")), ...more) : null,
  );
}

function control(row, choice, change) {
  const id = `control-${row.name}`;
  const parts = { row, id, change };
  return row.kind === "switch" ? switched(parts, choice) : slider(parts, choice);
}

// What a control is set to: the link's choice, or the scenario's own value (null: off).
function current(row, choice) {
  if (choice === undefined) return row.value;
  if (row.kind === "switch") return choice === "on";
  return choice === "off" ? null : Number(choice);
}

function head({ row, id, change }, value) {
  const help = h("p", { class: "help", id: `${id}-help`, hidden: true }, t(`control.${row.name}_help`));
  const label = t(`control.${row.name}`);
  const ask = h("button", {
    class: "ask", type: "button", "aria-expanded": "false", "aria-controls": `${id}-help`,
    "aria-label": t("page.about", { what: label }),
    onclick: () => {
      help.hidden = !help.hidden;
      ask.setAttribute("aria-expanded", String(!help.hidden));
    },
  }, "?");
  const own = row.kind === "switch" ? (row.value ? t("page.on") : t("page.off")) : written(row, row.value);
  const back = h("button", {
    class: "back", type: "button", title: t("page.reset", { value: own }), "aria-label": `${label}: ${t("page.reset", { value: own })}`,
    hidden: true,
    onclick: () => {
      change(row.name, null);
      back.closest(".control").querySelector("input:not(:disabled)")?.focus({ preventScroll: true });
    },
  }, "↺");
  return { help, ask, back, label };
}

function written(row, value) {
  return value === null ? t("page.off") : inUnit(value, row.unit);
}

function toggle(id, label, isOn, onchange) {
  return h("input", { type: "checkbox", role: "switch", class: "switch", id, checked: isOn, "aria-label": label, onchange });
}

function switched(parts, choice) {
  const { row, id, change } = parts;
  const { help, ask, back, label } = head(parts);
  const input = toggle(id, label, current(row, choice), () => change(row.name, input.checked === row.value ? null : input.checked ? "on" : "off"));
  const element = h("div", { class: "control", "data-control": row.name },
    h("div", { class: "line" }, h("label", { for: id }, label), ask, back, input), help);
  const show = (now) => {
    input.checked = current(row, now);
    back.hidden = now === undefined;
    element.classList.toggle("changed", now !== undefined);
  };
  show(choice);
  return { name: row.name, element, show };
}

function slider(parts, choice) {
  const { row, id, change } = parts;
  const { help, ask, back, label } = head(parts);
  const scale = scaleOf(row);
  const range = h("input", { type: "range", id, min: 0, max: scale.steps, step: 1, "aria-describedby": `${id}-help` });
  const output = h("output", { for: id });
  let last = row.value ?? row.on;
  const power = row.has_switch
    ? toggle(`${id}-on`, label, current(row, choice) !== null, () => tell(power.checked ? last : null))
    : null;
  const tell = (value) => change(row.name, value === row.value ? null : value === null ? "off" : String(value));
  range.addEventListener("input", () => {
    last = scale.value(Number(range.value));
    output.textContent = written(row, last);
    tell(last);
  });
  const element = h("div", { class: "control", "data-control": row.name },
    h("div", { class: "line" }, h("label", { for: id }, label), ask, back, power), h("div", { class: "line" }, range, output), help);
  const show = (now) => {
    const value = current(row, now);
    if (value !== null) last = value;
    if (document.activeElement !== range || now === undefined) range.value = scale.step(last);
    range.disabled = value === null;
    range.setAttribute("aria-valuetext", written(row, value));
    output.textContent = written(row, value);
    if (power) power.checked = value !== null;
    back.hidden = now === undefined;
    element.classList.toggle("changed", now !== undefined);
    element.classList.toggle("is-off", value === null);
  };
  show(choice);
  return { name: row.name, element, show };
}

// A slider runs over whole steps; a logarithmic one by factors. The scenario's own value is always hit exactly.
function scaleOf(row) {
  const { low, high, step, value } = row;
  const steps = row.is_log ? 120 : Math.max(1, Math.round((high - low) / step));
  const raw = (at) => (row.is_log ? low * (high / low) ** (at / steps) : low + ((high - low) * at) / steps);
  const rounded = (x) => {
    const size = row.is_log ? 10 ** (Math.floor(Math.log10(x)) - 1) : step;
    const unit = Math.max(size, step);
    return Math.min(high, Math.max(low, Number((Math.round(x / unit) * unit).toPrecision(6))));
  };
  const place = (x) => Math.round(row.is_log ? (steps * Math.log(x / low)) / Math.log(high / low) : (steps * (x - low)) / (high - low));
  return {
    steps,
    step: place,
    value: (at) => (value !== null && place(value) === at ? value : rounded(raw(at))),
  };
}
