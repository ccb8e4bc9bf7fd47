// The run as a film: WebM where the browser records, else a GIF. The player is moved frame by frame, then put back.

import { Gif, paletteOf } from "./gif.js";
import { STEPS } from "./pond.js";
import { paintPicture } from "./picture.js";

export async function film(player, { onprogress = () => {}, kind = "auto", seconds = 12, width = 1280 } = {}) {
  const records = typeof MediaRecorder !== "undefined" && Boolean(HTMLCanvasElement.prototype.captureStream);
  const type = records && ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm", "video/mp4"].find((name) => MediaRecorder.isTypeSupported(name));
  const was = { t: player.t, playing: player.playing };
  player.pause();
  try {
    const made = type && kind !== "gif" ? await webm(player, type, { seconds, width, onprogress }) : null;
    return made && made.blob.size ? made : await gif(player, onprogress);
  } finally {
    player.goTo(was.t);
    if (was.playing) player.play();
  }
}

// The moment for a share of the film; the last tenth is still, so that the end can be read.
function momentAt(player, share) {
  return Math.min(player.ticks, (share / 0.9) * player.ticks);
}

const FEWEST = 12; // pictures without which a recorder may not even begin
const PATIENCE = 15_000; // milliseconds that a busy machine's recorder gets until it has recorded something

async function webm(player, type, { seconds, width, onprogress }) {
  const rate = 25;
  const canvas = document.createElement("canvas"), ink = canvas.getContext("2d");
  canvas.width = width;
  canvas.height = 2 * Math.ceil(paintPicture(ink, player, width) / 2);
  const stream = canvas.captureStream(rate);
  const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: 6_000_000 });
  const pieces = [];
  recorder.ondataavailable = (event) => { if (event.data.size) pieces.push(event.data); };
  const over = new Promise((resolve, reject) => { recorder.onstop = resolve; recorder.onerror = (event) => reject(event.error); });
  player.goTo(0);
  recorder.start(100);
  const begin = performance.now();
  let share = 0, past = 0;
  // The recorder takes time as it passes: a slow machine makes a film of fewer pictures, not a longer one.
  const waits = () => !pieces.length && performance.now() - begin < 1000 * seconds + PATIENCE;
  for (let i = 1; share < 1 || i <= FEWEST || waits(); i++) {
    share = Math.min(1, (performance.now() - begin) / 1000 / seconds);
    const t = momentAt(player, share);
    frame(player, t, past);
    past = t;
    paintPicture(ink, player, canvas.width);
    onprogress(share);
    await new Promise((resolve) => setTimeout(resolve, Math.max(4, begin + (i * 1000) / rate - performance.now())));
  }
  recorder.stop();
  await over;
  stream.getTracks().forEach((track) => track.stop());
  return { blob: new Blob(pieces, { type: type.split(";")[0] }), type: type.split(";")[0] };
}

const PICTURES = 48;

async function gif(player, onprogress) {
  const canvas = document.createElement("canvas"), ink = canvas.getContext("2d", { willReadFrequently: true });
  const scale = 0.6;
  canvas.width = 768;
  canvas.height = Math.round(paintPicture(ink, player, canvas.width / scale) * scale);
  const look = () => {
    ink.setTransform(scale, 0, 0, scale, 0, 0);
    paintPicture(ink, player, canvas.width / scale);
    return ink.getImageData(0, 0, canvas.width, canvas.height).data;
  };
  // Colours are chosen from the whole run: some pictures of it are looked at first.
  const samples = [0.03, 0.2, 0.9].map((share) => { player.goTo(share * player.ticks); player.warmUp(); return look(); });
  const made = new Gif(canvas.width, canvas.height, paletteOf(samples));
  player.goTo(0);
  for (let i = 0; i < PICTURES; i++) {
    frame(player, momentAt(player, i / (PICTURES - 1)), momentAt(player, Math.max(0, i - 1) / (PICTURES - 1)));
    made.add(look(), i === PICTURES - 1 ? 200 : 16);
    onprogress(i / PICTURES);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return { blob: made.blob(), type: "image/gif" };
}

function frame(player, t, past) {
  const steps = Math.round(((t - past) / player.beat) * STEPS);
  player.advance(t, Math.max(1, Math.min(12, steps)));
}
