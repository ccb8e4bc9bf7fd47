// Elements in one line: h("button", { class: "quiet", onclick }, "Text", child).

export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && typeof value === "boolean") made[name] = value;
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

// Draw a place anew; the keys stay where they were: on what has the same name, else on the fallback.
export function redraw(place, children, fallback = "") {
  const at = document.activeElement;
  const name = at !== place && place.contains(at) ? nameOf(at) : "";
  place.replaceChildren(...children);
  if (name) (place.querySelector(name) ?? (fallback && place.querySelector(fallback)))?.focus?.({ preventScroll: true });
}

function nameOf(element) {
  if (element.id) return `#${CSS.escape(element.id)}`;
  const { bet } = element.dataset;
  const classes = [...element.classList].map((one) => `.${CSS.escape(one)}`).join("");
  return `${element.localName}${classes}${bet === undefined ? "" : `[data-bet="${CSS.escape(bet)}"]`}`;
}

const SVG = "http://www.w3.org/2000/svg";

export function s(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

export function later(wait, call) {
  let timer = 0;
  return (...told) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...told), wait);
  };
}
