// One run as a list of events in time, and what is known about each person.
//
// The recording counts in ticks; on screen the events of a tick are spread over it, so that light does not come in
// bursts. At whole ticks the counts are exactly the recording's, and nobody acts before whoever told them.

export const SAW = 0;
export const ENGAGED = 1;
export const RESHARED = 2;
export const ORDERED = 3;
export const WARNED = 4;
export const PRAISED = 5;
export const POSTED = 6;
export const KINDS = ["saw", "engaged", "reshared", "orders", "warned", "praised"];
export const NEVER = -1;

// When within its tick an event is shown: the kind's own beginning, then up to half a tick by person.
const BEGIN = [0.08, 0.26, 0.34, 0.42, 0.46, 0.46, 0];
const SPREAD = 0.5;

// A number of 0..1 that belongs to a row: the same on every screen.
export function grain(row) {
  let x = (row + 0x9e3779b9) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return ((x ^ (x >>> 15)) >>> 0) / 4294967296;
}

export function shownAt(kind, row, tick) {
  return tick + BEGIN[kind] + (kind === POSTED ? 0 : SPREAD * grain(row));
}

export class Timeline {
  constructor(recording) {
    const { row, seen, engaged, teller, trust, ordered } = recording.arrays;
    const { reshare_row, reshare_tick, warn_row, warn_tick, praise_row, praise_tick } = recording.arrays;
    this.recording = recording;
    this.ticks = recording.clock.days * recording.clock.ticks_per_day;
    this.perDay = recording.clock.ticks_per_day;
    this.about = new Map();
    this.rows = row;
    const many = row.length;
    const events = [];
    const add = (kind, who, tick) => events.push(kind, who, tick);
    for (let i = 0; i < many; i++) {
      this.about.set(row[i], i);
      add(SAW, row[i], seen[i]);
      if (engaged[i] >= 0) add(ENGAGED, row[i], engaged[i]);
      if (ordered[i] >= 0) add(ORDERED, row[i], ordered[i]);
    }
    this.seen = seen;
    this.engaged = engaged;
    this.teller = teller;
    this.trust = trust;
    this.ordered = ordered;
    this.resharedOf = new Map();
    this.warnedOf = new Map();
    this.praisedOf = new Map();
    for (const [kind, rows, when, first] of [[RESHARED, reshare_row, reshare_tick, this.resharedOf],
      [WARNED, warn_row, warn_tick, this.warnedOf], [PRAISED, praise_row, praise_tick, this.praisedOf]]) {
      rows.forEach((who, i) => {
        if (!first.has(who)) first.set(who, when[i]);
        add(kind, who, when[i]);
      });
    }
    this.stoneOf = new Map();
    recording.stones.forEach((stone) => {
      this.stoneOf.set(stone.row, stone);
      for (const tick of stone.ticks) add(POSTED, stone.row, tick);
    });
    this.sort(events);
    this.measure();
  }

  sort(events) {
    const count = events.length / 3;
    // Sorting plain numbers is ten times faster than sorting objects: time in front, place in the list behind.
    const room = 2 ** Math.max(1, Math.ceil(Math.log2(count + 1)));
    const keys = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      keys[i] = Math.round(shownAt(events[3 * i], events[3 * i + 1], events[3 * i + 2]) * 1e4) * room + i;
    }
    keys.sort();
    this.time = new Float64Array(count);
    this.kind = new Uint8Array(count);
    this.who = new Int32Array(count);
    const lists = KINDS.map(() => []);
    for (let j = 0; j < count; j++) {
      const i = keys[j] % room;
      this.time[j] = (keys[j] - i) / room / 1e4;
      this.kind[j] = events[3 * i];
      this.who[j] = events[3 * i + 1];
      if (this.kind[j] < KINDS.length) lists[this.kind[j]].push(this.time[j]);
    }
    this.times = lists.map((list) => Float64Array.from(list));
  }

  // Depth below the stone, people won directly and in all: children come after whoever told them.
  measure() {
    const many = this.rows.length;
    this.depth = new Int32Array(many);
    this.won = new Map();
    this.tree = new Map();
    const order = [];
    for (let j = 0; j < this.kind.length; j++) if (this.kind[j] === ENGAGED) order.push(this.about.get(this.who[j]));
    for (const i of order) {
      const above = this.about.get(this.teller[i]);
      const told = above === undefined || this.teller[above] < 0 ? 0 : this.depth[above];
      this.depth[i] = told + 1;
      this.won.set(this.teller[i], (this.won.get(this.teller[i]) || 0) + 1);
    }
    for (let k = order.length - 1; k >= 0; k--) {
      const i = order[k];
      const below = 1 + (this.tree.get(this.rows[i]) || 0);
      this.tree.set(this.teller[i], (this.tree.get(this.teller[i]) || 0) + below);
    }
  }

  // How many events of a kind are shown until t (in ticks).
  count(kind, t) {
    return before(this.times[kind], t);
  }

  counts(t) {
    const found = {};
    KINDS.forEach((name, kind) => { found[name] = this.count(kind, t); });
    return found;
  }

  // Index of the first event at or after t.
  index(t) {
    return before(this.time, t);
  }

  // When this person's event of this kind is shown, or -1.
  at(kind, row) {
    const i = this.about.get(row);
    let tick = NEVER;
    if (kind === RESHARED) tick = this.resharedOf.get(row) ?? NEVER;
    else if (kind === WARNED) tick = this.warnedOf.get(row) ?? NEVER;
    else if (kind === PRAISED) tick = this.praisedOf.get(row) ?? NEVER;
    else if (i !== undefined) tick = [this.seen, this.engaged, , this.ordered][kind][i];
    return tick < 0 ? NEVER : shownAt(kind, row, tick);
  }

  // Whoever won this person by t, or -1.
  tellerOf(row, t = Infinity) {
    const i = this.about.get(row);
    if (i === undefined || this.teller[i] < 0 || this.at(ENGAGED, row) >= t) return NEVER;
    return this.teller[i];
  }

  trustOf(row) {
    const i = this.about.get(row);
    return i === undefined ? 0 : this.trust[i] / 65535;
  }

  // Rows from this person up to the stone, the person first.
  path(row, t = Infinity) {
    const rows = [row];
    for (let teller = this.tellerOf(row, t); teller >= 0 && rows.length < 100000; teller = this.tellerOf(teller, t)) {
      rows.push(teller);
    }
    return rows;
  }

  // Everybody whom this person won until t, directly.
  wonBy(row, t) {
    const found = [];
    for (let i = 0; i < this.rows.length; i++) {
      if (this.teller[i] === row && this.at(ENGAGED, this.rows[i]) < t) found.push(this.rows[i]);
    }
    return found;
  }

  postsOf(row, t) {
    const stone = this.stoneOf.get(row);
    return stone ? stone.ticks.filter((tick) => tick < t) : [];
  }
}

// How many of the sorted numbers are below the limit.
export function before(sorted, limit) {
  let low = 0, high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
