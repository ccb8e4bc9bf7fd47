// The run as a film: WebM where the browser records, else a GIF. The player is moved frame by frame, then put back.

import { Gif } from "./gif.js";
import { STEPS } from "./pond.js";
import { paintPicture } from "./picture.js";

export async function film(player, { onprogress = () => {}, kind = "auto", seconds = 12 } = {}) {
  const records = typeof MediaRecorder !== "undefined" && Boolean(HTMLCanvasElement.prototype.captureStream);
  const type = records && ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm", "video/mp4"].find((name) => MediaRecorder.isTypeSupported(name));
  const was = { t: player.t, playing: player.playing };
  player.pause();
  try {
    const made = type && kind !== "gif" ? await webm(player, type, seconds, onprogress) : null;
    return made && made.blob.size ? made : await gif(player, onprogress);
  } finally {
    player.goTo(was.t);
    if (was.playing) player.play();
  }
}

function moments(player, frames) {
  // A last still, so that the end can be read.
  return (i) => Math.min(player.ticks, (i / (frames * 0.9)) * player.ticks);
}

async function webm(player, type, seconds, onprogress) {
  const rate = 25, frames = Math.round(seconds * rate), at = moments(player, frames);
  const canvas = document.createElement("canvas"), ink = canvas.getContext("2d");
  canvas.width = 1280;
  canvas.height = 2 * Math.ceil(paintPicture(ink, player, 1280) / 2);
  const stream = canvas.captureStream(rate);
  const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: 6_000_000 });
  const pieces = [];
  recorder.ondataavailable = (event) => { if (event.data.size) pieces.push(event.data); };
  const over = new Promise((resolve, reject) => { recorder.onstop = resolve; recorder.onerror = (event) => reject(event.error); });
  player.goTo(0);
  recorder.start(500);
  const begin = performance.now();
  for (let i = 0; i < frames; i++) {
    frame(player, at(i), at(Math.max(0, i - 1)));
    ink.setTransform(1, 0, 0, 1, 0, 0);
    paintPicture(ink, player, canvas.width);
    onprogress(i / frames);
    // The recorder takes time as it passes; a slow machine makes a slower film, never one with holes.
    await new Promise((resolve) => setTimeout(resolve, Math.max(4, begin + ((i + 1) * 1000) / rate - performance.now())));
  }
  recorder.stop();
  await over;
  stream.getTracks().forEach((track) => track.stop());
  return { blob: new Blob(pieces, { type: type.split(";")[0] }), type: type.split(";")[0] };
}

async function gif(player, onprogress) {
  const frames = 48, at = moments(player, frames);
  const canvas = document.createElement("canvas"), ink = canvas.getContext("2d", { willReadFrequently: true });
  const scale = 0.6;
  canvas.width = 768;
  canvas.height = Math.round(paintPicture(ink, player, canvas.width / scale) * scale);
  const made = new Gif(canvas.width, canvas.height);
  player.goTo(0);
  for (let i = 0; i < frames; i++) {
    frame(player, at(i), at(Math.max(0, i - 1)));
    ink.setTransform(scale, 0, 0, scale, 0, 0);
    paintPicture(ink, player, canvas.width / scale);
    made.add(ink.getImageData(0, 0, canvas.width, canvas.height).data, i === frames - 1 ? 200 : 16);
    onprogress(i / frames);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  return { blob: made.blob(), type: "image/gif" };
}

function frame(player, t, past) {
  const steps = Math.round(((t - past) / player.beat) * STEPS);
  player.advance(t, Math.max(1, Math.min(12, steps)));
}
