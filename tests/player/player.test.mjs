// What the player computes before it draws: run with  node --test tests/player

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const folder = new URL("../../model/stonecast/app/player/", import.meta.url);
const load = (name) => import(new URL(name, folder));

const { decodeRecording, decodeWorld, summary, unpackArray } = await load("decode.js");
const timeline = await load("timeline.js");
const { Frame, bend, shoreAt, unbend } = await load("places.js");
const { axisStep, curvesTable, fill, money } = await load("text.js");
const { DEFAULTS, readQuery, writeQuery } = await load("query.js");
const { BRIGHT, DARK, contrast } = await load("palette.js");
const { Nearest, lzw, paletteOf } = await load("gif.js");
const { piecesAt } = await load("touch.js");

const golden = () => JSON.parse(readFileSync(new URL("../golden/recording.json", import.meta.url)));

test("at whole ticks the counts on screen are the recording's own", () => {
  const recording = decodeRecording(golden());
  const line = new timeline.Timeline(recording);
  assert.ok(summary(recording, 99).engaged > 5);
  for (let tick = 0; tick < line.ticks; tick++) assert.deepEqual(line.counts(tick + 1), summary(recording, tick));
  assert.deepEqual(Object.values(line.counts(0)), [0, 0, 0, 0, 0, 0]);
});

test("counts never fall while time passes", () => {
  const line = new timeline.Timeline(decodeRecording(golden()));
  let past = line.counts(0);
  for (let t = 0; t <= line.ticks; t += 0.07) {
    const now = line.counts(t);
    for (const name of Object.keys(now)) assert.ok(now[name] >= past[name], `${name} at ${t}`);
    past = now;
  }
});

test("nobody is shown to act before whoever told them, or before having seen it", () => {
  const line = new timeline.Timeline(decodeRecording(golden()));
  let tellers = 0;
  for (const row of line.rows) {
    const engaged = line.at(timeline.ENGAGED, row);
    if (engaged < 0) continue;
    assert.ok(line.at(timeline.SAW, row) < engaged);
    const teller = line.tellerOf(row);
    const above = line.at(timeline.ENGAGED, teller);
    if (above < 0) assert.ok(line.stoneOf.has(teller) && line.stoneOf.get(teller).ticks[0] < engaged);
    else { tellers++; assert.ok(above < engaged); }
  }
  assert.ok(tellers > 3);
});

test("every path ends at a stone and is as long as the depth says", () => {
  const line = new timeline.Timeline(decodeRecording(golden()));
  let deepest = 0;
  for (const row of line.rows) {
    if (line.tellerOf(row) < 0) continue;
    const path = line.path(row);
    assert.ok(line.stoneOf.has(path.at(-1)));
    assert.equal(path.length - 1, line.depth[line.about.get(row)]);
    deepest = Math.max(deepest, path.length - 1);
  }
  assert.ok(deepest >= 2);
  const trees = [...line.stoneOf.keys()].reduce((sum, row) => sum + (line.tree.get(row) || 0), 0);
  assert.equal(trees, line.times[timeline.ENGAGED].length);
});

test("a recording of another version, or a damaged array, is refused with a reason", () => {
  assert.throws(() => decodeRecording({ ...golden(), version: 1 }), /version 1; the player reads version 3/);
  assert.throws(() => decodeWorld(golden()), /no stonecast-world/);
  assert.throws(() => unpackArray({ type: "<i4", length: 2, data: "AAAA" }, "seen"), /array 'seen' is not 2 numbers/);
  assert.throws(() => unpackArray({ type: "<f8", length: 0, data: "" }), /type/);
});

test("a pixel of the pond leads back to its place", () => {
  const frame = new Frame(660, 400);
  for (const [u, v] of [[0.5, 0.5], [0, 0], [1, 0.3], [0.12, 0.9], [0.99, 0.99]]) {
    const [x, y] = frame.toScreen(u, v);
    const [a, b] = frame.toPlace(x, y);
    assert.ok(Math.hypot(a - u, b - v) < 1e-3, `${u}, ${v} came back as ${a}, ${b}`);
  }
});

test("everybody stands in the water", () => {
  for (let k = 0; k < 400; k++) {
    const s = (k % 100) / 50 - 1;
    const [a, b] = [[s, -1], [s, 1], [-1, s], [1, s]][Math.floor(k / 100)];
    const [x, y] = bend(a, b);
    assert.ok(Math.hypot(x, y) < shoreAt(Math.atan2(y, x)), `${a}, ${b}`);
  }
  const [a, b] = unbend(...bend(0.7, -0.4));
  assert.ok(Math.abs(a - 0.7) < 1e-6 && Math.abs(b + 0.4) < 1e-6);
});

test("a link says what differs from the start and leads back to it", () => {
  assert.deepEqual(readQuery(""), {});
  assert.deepEqual(writeQuery({ day: 0, playing: false, options: DEFAULTS, picked: null }), {});
  const options = { ...DEFAULTS, speed: 2, water: false, bright: true, curve: "orders" };
  const told = writeQuery({ day: 5.2, playing: false, options, picked: { pond: 1, row: 17 } });
  const { t, pick, ...rest } = readQuery(`?${new URLSearchParams(told)}`);
  assert.equal(t, 5.2);
  assert.deepEqual(pick, { pond: 1, row: 17 });
  assert.deepEqual({ ...DEFAULTS, ...rest }, options);
  assert.deepEqual(readQuery("?t=soon&speed=99&curve=<b>&pick=1"), {});
});

test("the table has the run's own numbers, safe for a spreadsheet", () => {
  const line = new timeline.Timeline(decodeRecording({ ...golden(), plan: { ...golden().plan, title: '=1+"1", two' } }));
  const lines = curvesTable([line]).trim().split("\r\n");
  assert.equal(lines.length, line.ticks + 1);
  assert.equal(lines[0], "plan,day,saw,engaged,reshared,orders,warned,praised");
  const last = summary(line.recording, line.ticks);
  assert.equal(lines.at(-1), `"'=1+""1"", two",${line.ticks / line.perDay},${Object.values(last).join(",")}`);
});

test("every mark stands out from the water it lies in", () => {
  for (const palette of [DARK, BRIGHT]) {
    for (const name of ["saw", "engaged", "reshared", "orders", "praised", "warned"]) {
      for (const ground of [palette.deep, palette.middle, palette.shallow]) {
        assert.ok(contrast(palette[name], ground) >= 3, `${palette.name} ${name}: ${contrast(palette[name], ground)}`);
      }
    }
  }
  assert.equal(Math.round(contrast("#000000", "#ffffff")), 21);
});

test("texts are filled in, and a missing key shows itself", () => {
  assert.equal(fill({ a: "day {day} of {days}" }, "a", { day: 3 }), "day 3 of {days}");
  assert.equal(fill({}, "player.play"), "player.play");
  assert.equal(money(1234.5, "EUR", "de").replace(/\s/, " "), "1.235 €");
  assert.equal(money(2, "seashells"), "2 seashells");
});

test("axis steps are round and at most so many", () => {
  assert.equal(axisStep(1290, 4), 500);
  assert.equal(axisStep(30, 15), 2);
  for (const range of [1, 7, 33, 999, 123456]) assert.ok(range / axisStep(range, 5) <= 5);
});

test("a stone breaks into more pieces the farther it is dragged", () => {
  assert.equal(piecesAt(0.01), 0);
  let past = 0;
  for (let share = 0.05; share < 1; share += 0.05) { assert.ok(piecesAt(share) >= past); past = piecesAt(share); }
  assert.equal(past, 200);
});

test("the GIF's compression can be undone", () => {
  const indices = Uint8Array.from({ length: 60000 }, (_, i) => (i * i * 7 + (i >> 3)) % 216);
  assert.deepEqual(unlzw(lzw(indices), indices.length), indices);
});

test("few colours come back from the GIF's palette as they were, many as nearly", () => {
  const few = Uint8ClampedArray.from([0, 0, 0, 255, 255, 255, 255, 255, 255, 181, 49, 255, 8, 74, 99, 255]);
  const many = Uint8ClampedArray.from({ length: 4 * 30000 }, (_, i) => (i % 4 === 3 ? 255 : (i * i * 31 + (i >> 4)) % 256));
  for (const [picture, most] of [[few, 4.2], [many, 40]]) {
    const palette = paletteOf([spread(picture)]);
    const found = new Nearest(palette).indices(picture);
    found.forEach((index, i) => {
      for (let c = 0; c < 3; c++) assert.ok(Math.abs(palette[3 * index + c] - picture[4 * i + c]) <= most, `${i}`);
    });
  }
});

// Every pixel three times, because the palette looks at every third.
function spread(picture) {
  const out = [];
  for (let i = 0; i < picture.length; i += 4) for (let k = 0; k < 3; k++) out.push(...picture.slice(i, i + 4));
  return Uint8ClampedArray.from(out);
}

// A decoder as in the specification, written apart from the encoder.
function unlzw(bytes, length) {
  const out = [];
  let size = 9, held = 0, filled = 0, at = 0, table = [], past = null;
  const reset = () => { table = Array.from({ length: 258 }, (_, i) => [i]); size = 9; past = null; };
  reset();
  while (out.length <= length && at <= bytes.length) {
    while (filled < size) { held |= (bytes[at++] ?? 0) << filled; filled += 8; }
    const code = held & ((1 << size) - 1);
    held >>>= size;
    filled -= size;
    if (code === 256) { reset(); continue; }
    if (code === 257) break;
    const entry = code < table.length ? table[code] : [...past, past[0]];
    out.push(...entry);
    if (past && table.length < 4096) table.push([...past, entry[0]]);
    if (table.length === 1 << size && size < 12) size++;
    past = entry;
  }
  return Uint8Array.from(out);
}
