// Small pictures of the states for figures and legend: the same shapes as the marks in the pond.

import { STAR } from "./shapes.js";

const SVG = "http://www.w3.org/2000/svg";
const HEXAGON = [0, 1, 2, 3, 4, 5].map((k) => {
  const angle = (k / 6) * 2 * Math.PI + 0.3;
  return [Math.cos(angle), Math.sin(angle)];
});

function shape(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

const corners = (radius) => HEXAGON.map(([x, y]) => `${(x * radius).toFixed(2)},${(y * radius).toFixed(2)}`).join(" ");

const star = (radius) => STAR.map(([x, y]) => `${(x * radius).toFixed(2)},${(y * radius).toFixed(2)}`).join(" ");

const SHAPES = {
  unaware: () => [shape("circle", { r: 2, style: "fill:var(--mark-unaware)" })],
  saw: () => [shape("circle", { r: 3, style: "fill:var(--mark-saw)" })],
  engaged: () => [shape("circle", { r: 4.4, style: "fill:var(--mark-engaged)" })],
  reshared: () => [
    shape("circle", { r: 3.6, style: "fill:var(--mark-engaged)" }),
    shape("circle", { r: 6.6, fill: "none", style: "stroke:var(--mark-reshared)", "stroke-width": 1.6 }),
  ],
  orders: () => [shape("path", { d: "M0-6.2 6.2 0 0 6.2-6.2 0Z", style: "fill:var(--mark-orders)", stroke: "#fff", "stroke-width": 1.2 })],
  praised: () => [shape("polygon", { points: star(7.4), style: "fill:var(--mark-praised)", stroke: "#fff", "stroke-width": 1 })],
  warned: () => [shape("path", { d: "M0-6.2 6 4.8-6 4.8Z", style: "fill:var(--mark-warned)", stroke: "#fff", "stroke-width": 1.2 })],
  small: () => [shape("polygon", { points: corners(4.2), style: "fill:var(--mark-stone)", stroke: "#fff", "stroke-width": 0.8 })],
  big: () => [
    shape("polygon", { points: corners(7), style: "fill:var(--mark-stone)", stroke: "#fff", "stroke-width": 1 }),
    shape("circle", { r: 9, fill: "none", style: "stroke:var(--mark-engaged)", "stroke-width": 1.5 }),
  ],
};

// The colours of the marks as the pond has them, for every icon below an element.
export function colourIcons(element, palette) {
  const set = (name, colour) => element.style.setProperty(`--mark-${name}`, colour);
  for (const name of ["unaware", "saw", "engaged", "reshared", "orders", "praised", "warned"]) set(name, palette[name]);
  set("water", `rgb(${palette.middle})`);
  set("stone", palette.stone[1]);
}

export function icon(name) {
  const svg = shape("svg", { viewBox: "-11 -11 22 22", class: "sc-icon", "aria-hidden": "true", focusable: "false" });
  svg.append(shape("circle", { r: 11, style: "fill:var(--mark-water)" }), ...SHAPES[name]());
  return svg;
}

const GLYPHS = {
  play: "M-4-6.5 7 0-4 6.5Z",
  pause: "M-5-6h3.4V6H-5ZM1.6-6H5V6H1.6Z",
  back: "M5-6V6L-3 0ZM-6-6h2.4V6H-6Z",
  forward: "M-5-6V6L3 0ZM3.6-6H6V6H3.6Z",
  again: "M0-6.4A6.4 6.4 0 1 1-6.2-1.6l2 .5A4.3 4.3 0 1 0 0-4.3V-1.4L-4.6-5.3 0-9.2Z",
};

export function glyph(name) {
  const svg = shape("svg", { viewBox: "-10 -10 20 20", class: "sc-glyph", "aria-hidden": "true", focusable: "false" });
  svg.append(shape("path", { d: GLYPHS[name], fill: "currentColor" }));
  return svg;
}

// A node with class, attributes and children, briefly.
export function make(name, kind, attributes = {}, ...children) {
  const node = document.createElement(name);
  if (kind) node.className = kind;
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}
