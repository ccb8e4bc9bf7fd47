// Asking the server: the newest question of this page counts, a busy server is asked again.

export const session = remembered();
let turn = 0;
const worlds = new Map();

function remembered() {
  const fresh = Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(36)).join("");
  try {
    const kept = sessionStorage.getItem("stonecast") || fresh;
    sessionStorage.setItem("stonecast", kept);
    return kept;
  } catch {
    return fresh;
  }
}

export class Refused extends Error {
  constructor(told, status) {
    super(told.what);
    Object.assign(this, { told, status });
  }
}

async function ask(path, { query = {}, body, signal, onbusy } = {}) {
  for (let tries = 0; ; tries++) {
    const text = new URLSearchParams(query).toString();
    const options = body ? { method: "POST", body: JSON.stringify(body), signal } : { signal };
    const response = await fetch(`api/${path}${text ? `?${text}` : ""}`, options);
    if (response.ok) return response;
    const told = await response.json().then((read) => read.error, () => null);
    if (response.status === 503 && tries < 8) {
      onbusy?.();
      await new Promise((wake) => setTimeout(wake, 400 * (tries + 1)));
      continue;
    }
    throw new Refused(told ?? { what: `${response.status}` }, response.status);
  }
}

export async function setup(query) {
  return (await ask("setup", { query })).json();
}

let running = null;

// Answer of the newest question; null if a newer one has been asked meanwhile.
export async function run(question, { onbusy } = {}) {
  running?.abort();
  const mine = (running = new AbortController());
  const number = ++turn;
  try {
    const query = { ...question, session, turn: number };
    const answer = await (await ask("run", { query, signal: mine.signal, onbusy })).json();
    const world = await worldOf(answer.world);
    return number === turn ? { ...answer, place: world } : null;
  } catch (error) {
    if (number !== turn || error.name === "AbortError" || error.told?.key === "superseded") return null;
    throw error;
  }
}

async function worldOf(key) {
  if (!worlds.has(key)) {
    if (worlds.size > 12) worlds.delete(worlds.keys().next().value);
    worlds.set(key, await (await ask(`world/${key}`)).json());
  }
  return worlds.get(key);
}

// Lines of a long answer, one after the other.
export async function* lines(path, query, signal) {
  const response = await ask(path, { query, signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      rest += value ?? "";
      const whole = rest.split("\n");
      rest = whole.pop();
      for (const line of whole) {
        const told = JSON.parse(line);
        if (told.error) throw new Refused(told.error, 422);
        yield told;
      }
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

export async function classroom(code, body) {
  const query = body ? {} : { session };
  return (await ask(`class${code ? `/${encodeURIComponent(code)}` : ""}`, { query, body })).json();
}
