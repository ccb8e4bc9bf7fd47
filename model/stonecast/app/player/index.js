// The player: mount(element, { world, recordings, labels, options }) -> handle. See README.md beside this folder.

import { decodeRecording, decodeWorld, gunzipJson, summary } from "./decode.js";
import { Player } from "./player.js";
import { readQuery } from "./query.js";
import { fill } from "./text.js";

export function mount(element, { world, recordings, labels = {}, options = {} }) {
  const player = new Player(element, decodeWorld(world), recordings.map(decodeRecording), labels, options);
  const handle = player.handle();
  window.__ripples = player.hook(handle);
  player.start();
  return handle;
}

export { readQuery, fill, decodeRecording, decodeWorld, gunzipJson, summary };
