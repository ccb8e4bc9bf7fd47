// Saving from the menu: the picture of the moment, a film, the curves as a table.

import { film } from "./film.js";
import { paintPicture } from "./picture.js";
import { curvesTable, fill } from "./text.js";

export async function picture(player, width = 1600) {
  const canvas = document.createElement("canvas"), ink = canvas.getContext("2d");
  canvas.width = width;
  canvas.height = Math.ceil(paintPicture(ink, player, width));
  paintPicture(ink, player, width);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

export async function saveAs(player, what) {
  const name = player.recordings[0].scenario.name, day = Math.round((player.t / player.perDay) * 10) / 10;
  if (what === "image") offer(await picture(player), `${name}-day-${day}.png`);
  if (what === "table") offer(new Blob([curvesTable(player.ponds.map((pond) => pond.timeline))], { type: "text/csv" }), `${name}.csv`);
  if (what !== "film" && what !== "gif") return;
  const status = player.controls.day, was = player.options.covered;
  player.root.classList.add("sc-busy");
  try {
    const onprogress = (share) => { status.textContent = fill(player.labels, "player.filming", { percent: Math.round(share * 100) }); };
    const { blob, type } = await film(player, { onprogress, kind: what === "gif" ? "gif" : "auto" });
    offer(blob, `${name}.${type === "image/gif" ? "gif" : type.split("/")[1]}`);
  } finally {
    player.root.classList.remove("sc-busy");
    player.options.covered = was;
    status.textContent = "";
    player.show();
  }
}

function offer(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
