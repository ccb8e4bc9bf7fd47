// Text of page and player against what it stands on, after WCAG 2 AA: read from the style sheets themselves.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const app = new URL("../../model/stonecast/app/", import.meta.url);
const { contrast, PLAN_FILLS, PLAN_INKS } = await import(new URL("player/palette.js", app));
const page = readFileSync(new URL("page/page.css", app), "utf8");
const player = readFileSync(new URL("player/player.css", app), "utf8");

const long = (hex) => (hex.length === 4 ? `#${[...hex.slice(1)].map((one) => one + one).join("")}` : hex);
const colours = (sheet) => Object.fromEntries([...sheet.matchAll(/--(\w+): (#[0-9a-f]+);/gi)].map(([, name, hex]) => [name, long(hex)]).reverse());
const white = "#ffffff";

function readable(text, ground, what, least = 4.5) {
  assert.ok(contrast(text, ground) >= least, `${what}: ${text} on ${ground} has ${contrast(text, ground).toFixed(2)}`);
}

test("every text of the page can be read where it stands", () => {
  const { ink, soft, accent, ground, card, warm, deep, water } = colours(page);
  for (const under of [ground, card, warm]) {
    for (const [name, text] of Object.entries({ ink, soft, accent })) readable(text, under, name);
  }
  for (const under of [deep, water, accent]) readable(white, under, "white");
  for (const [, text] of page.matchAll(/^\.(?:right|wrong) \{ color: (#\w+)/gm)) readable(text, card, "verdict");
  const buttons = [...page.matchAll(/background: (#\w+);[^}]*?[ ;]color: (#\w+)/g)];
  assert.ok(buttons.length >= 2);
  for (const [, under, text] of buttons) readable(long(text), long(under), "button", 3);
});

test("every text of the player can be read where it stands", () => {
  const { text, grey, accent, card } = colours(player);
  for (const under of [card, "#f4f7f9", "#eef3f6", "#e3ebf1"]) {
    for (const [name, one] of Object.entries({ text, grey, accent })) readable(one, under, name);
    for (const one of PLAN_INKS) readable(one, under, "plan");
  }
  for (const fill of PLAN_FILLS.slice(0, 4)) readable(fill, white, "a plan's line", 2.8);
});

test("the report and the player know the same plans by the same colours", () => {
  const style = readFileSync(new URL("../report/style.py", app), "utf8");
  const listed = (name) => [...style.match(new RegExp(`^${name} = \\(([^)]*)\\)`, "m"))[1].matchAll(/#\w+/g)].map(([one]) => one);
  assert.deepEqual(listed("FILLS"), PLAN_FILLS);
  assert.deepEqual(listed("INKS"), PLAN_INKS);
});
