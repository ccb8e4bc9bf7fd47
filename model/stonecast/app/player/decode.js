// Reading what Python packed: arrays in base64 inside JSON, little-endian as every browser's typed arrays are.

const KINDS = { "<i4": Int32Array, "<u2": Uint16Array, "<u1": Uint8Array };

export const RECORDING = { format: "stonecast-recording", version: 3 };
export const WORLD = { format: "stonecast-world", version: 1 };

export function unpackArray(told, name = "array") {
  const Kind = KINDS[told && told.type];
  if (!Kind) throw new Error(`array '${name}' is of a type that the player does not know`);
  const text = atob(told.data);
  if (text.length !== told.length * Kind.BYTES_PER_ELEMENT) {
    throw new Error(`array '${name}' is not ${told.length} numbers of type ${told.type}`);
  }
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return new Kind(bytes.buffer);
}

function unpackAll(told, expected) {
  if (told && told.arrays && told.arrays.decoded) return told;
  if (!told || told.format !== expected.format) throw new Error(`this is no ${expected.format}`);
  if (told.version !== expected.version) {
    throw new Error(`${expected.format} of version ${told.version}; the player reads version ${expected.version}`);
  }
  const arrays = { decoded: true };
  for (const [name, packed] of Object.entries(told.arrays)) arrays[name] = unpackArray(packed, name);
  return { ...told, arrays };
}

export function decodeRecording(told) {
  return unpackAll(told, RECORDING);
}

export function decodeWorld(told) {
  return unpackAll(told, WORLD);
}

// What happened until the end of a tick, in simulated people: the same numbers as Recording.summary in Python.
export function summary(recording, tick) {
  const { seen, engaged, reshare_tick, ordered, warn_tick, praise_tick } = recording.arrays;
  const until = (when) => {
    let count = 0;
    for (let i = 0; i < when.length; i++) if (when[i] >= 0 && when[i] <= tick) count++;
    return count;
  };
  return {
    saw: until(seen),
    engaged: until(engaged),
    reshared: until(reshare_tick),
    orders: until(ordered),
    warned: until(warn_tick),
    praised: until(praise_tick),
  };
}

// An object that was packed as base64 of gzip, as exported files carry it.
export async function gunzipJson(base64) {
  const text = atob(base64.replace(/\s+/g, ""));
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}
