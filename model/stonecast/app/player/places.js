// Where everybody stands: places of 0..1 in the world, bent into the shape of a pond, found again by pointer.

const BEND = 0.62;
const SHORE = 2.8;
const ROOM = 1.15;

// A place of -1..1 in the square of taste, bent into a rounded pond of about -1..1, and back.
export function bend(a, b) {
  return [a * Math.sqrt(1 - (BEND * b * b) / 2), b * Math.sqrt(1 - (BEND * a * a) / 2)];
}

export function unbend(x, y) {
  let a = x, b = y;
  for (let i = 0; i < 40; i++) {
    a = x / Math.sqrt(Math.max(0.2, 1 - (BEND * b * b) / 2));
    b = y / Math.sqrt(Math.max(0.2, 1 - (BEND * a * a) / 2));
  }
  return [a, b];
}

// Distance of the shore from the middle in a direction; everybody lies inside.
export function shoreAt(angle) {
  const c = Math.abs(Math.cos(angle)), s = Math.abs(Math.sin(angle));
  const round = 1.095 / (c ** SHORE + s ** SHORE) ** (1 / SHORE);
  return round + 0.013 * Math.sin(3 * angle + 0.8) + 0.009 * Math.sin(5 * angle + 2.1) + 0.004 * Math.sin(9 * angle);
}

export class Frame {
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.cx = width / 2;
    this.cy = height / 2;
    this.rx = width / 2 / ROOM;
    this.ry = height / 2 / ROOM;
  }

  // Pixels of a place of 0..1.
  toScreen(u, v) {
    const [x, y] = bend(2 * u - 1, 2 * v - 1);
    return [this.cx + x * this.rx, this.cy + y * this.ry];
  }

  // Place of 0..1 of a pixel, clipped to the square.
  toPlace(x, y) {
    const [a, b] = unbend((x - this.cx) / this.rx, (y - this.cy) / this.ry);
    const clip = (share) => Math.min(1, Math.max(0, (share + 1) / 2));
    return [clip(a), clip(b)];
  }

  // The water's edge as a path, grown by some pixels.
  shore(grow = 0) {
    const path = new Path2D();
    for (let i = 0; i <= 180; i++) {
      const angle = (i / 180) * 2 * Math.PI, far = shoreAt(angle);
      const x = this.cx + Math.cos(angle) * (far * this.rx + grow);
      const y = this.cy + Math.sin(angle) * (far * this.ry + grow);
      if (i) path.lineTo(x, y);
      else path.moveTo(x, y);
    }
    path.closePath();
    return path;
  }

  inWater(x, y) {
    const a = (x - this.cx) / this.rx, b = (y - this.cy) / this.ry;
    return Math.hypot(a, b) < shoreAt(Math.atan2(b, a));
  }
}

export class Places {
  constructor(world, recordings = []) {
    const people = world.market.people;
    this.world = world;
    this.people = people;
    this.u = new Float32Array(people).fill(-1);
    this.v = new Float32Array(people);
    this.community = new Uint16Array(people);
    for (const told of [world, ...recordings]) {
      const { place_row, place_x, place_y, place_community } = told.arrays;
      for (let i = 0; i < place_x.length; i++) {
        const row = place_row.length ? place_row[i] : i;
        this.u[row] = place_x[i] / 65535;
        this.v[row] = place_y[i] / 65535;
        this.community[row] = place_community[i];
      }
    }
    const found = [];
    for (let row = 0; row < people; row++) if (this.u[row] >= 0) found.push(row);
    this.known = Int32Array.from(found);
    this.bloggers = new Map(world.bloggers.map((blogger) => [blogger.row, blogger]));
    this.spread();
  }

  // Bloggers of one tier that stand on one spot (where nearness plays no part) are laid out around it like the seeds
  // of a sunflower: their place means nothing, but each can be seen.
  spread() {
    const spots = new Map();
    for (const { row, tier } of this.bloggers.values()) {
      if (this.u[row] < 0) continue;
      const spot = `${tier} ${this.u[row].toFixed(4)} ${this.v[row].toFixed(4)}`;
      if (!spots.has(spot)) spots.set(spot, []);
      spots.get(spot).push(row);
    }
    for (const rows of spots.values()) {
      if (rows.length < 2) continue;
      const reach = 0.46 * (1 - Math.exp(-rows.length / 9)), clip = (place) => Math.min(0.98, Math.max(0.02, place));
      rows.forEach((row, k) => {
        const far = reach * Math.sqrt((k + 0.5) / rows.length), angle = k * 2.399963;
        this.u[row] = clip(this.u[row] + far * Math.cos(angle));
        this.v[row] = clip(this.v[row] + far * Math.sin(angle));
      });
    }
  }

  // Pixels of everybody in a frame, and a grid to find who is near a pixel.
  layOut(width, height) {
    const frame = new Frame(width, height);
    const x = new Float32Array(this.people).fill(NaN), y = new Float32Array(this.people).fill(NaN);
    for (const row of this.known) [x[row], y[row]] = frame.toScreen(this.u[row], this.v[row]);
    return new Laid(frame, x, y, this.known);
  }
}

const CELL = 20;

export class Laid {
  constructor(frame, x, y, known) {
    this.frame = frame;
    this.x = x;
    this.y = y;
    this.known = known;
    this.columns = Math.ceil(frame.width / CELL) + 1;
    this.lines = Math.ceil(frame.height / CELL) + 1;
    this.start = new Int32Array(this.columns * this.lines + 1);
    for (const row of known) this.start[this.cell(x[row], y[row]) + 1]++;
    for (let i = 1; i < this.start.length; i++) this.start[i] += this.start[i - 1];
    this.members = new Int32Array(known.length);
    const next = this.start.slice();
    for (const row of known) this.members[next[this.cell(x[row], y[row])]++] = row;
  }

  cell(x, y) {
    const clip = (value, most) => Math.min(most - 1, Math.max(0, value));
    return clip(Math.floor(y / CELL), this.lines) * this.columns + clip(Math.floor(x / CELL), this.columns);
  }

  // Whoever is nearest to a pixel within a radius; `favour(row)` takes pixels off the distance of some.
  nearest(x, y, radius, favour = () => 0) {
    let best = -1, least = Infinity;
    const reach = Math.ceil(radius / CELL);
    const column = Math.floor(x / CELL), line = Math.floor(y / CELL);
    for (let l = Math.max(0, line - reach); l <= Math.min(this.lines - 1, line + reach); l++) {
      for (let c = Math.max(0, column - reach); c <= Math.min(this.columns - 1, column + reach); c++) {
        const cell = l * this.columns + c;
        for (let i = this.start[cell]; i < this.start[cell + 1]; i++) {
          const row = this.members[i];
          const far = Math.hypot(this.x[row] - x, this.y[row] - y);
          if (far > radius) continue;
          const cost = far - favour(row);
          if (cost < least) { least = cost; best = row; }
        }
      }
    }
    return best;
  }

  // The next person in a direction, for arrow keys: near and straight ahead.
  towards(row, dx, dy, wanted = () => true) {
    let best = -1, least = Infinity;
    for (const other of this.known) {
      if (other === row || !wanted(other)) continue;
      const x = this.x[other] - this.x[row], y = this.y[other] - this.y[row];
      const ahead = x * dx + y * dy, aside = Math.abs(x * dy - y * dx);
      if (ahead < 1 || aside > 2 * ahead) continue;
      const cost = ahead + 2 * aside;
      if (cost < least) { least = cost; best = other; }
    }
    return best;
  }
}
