// What whoever mounts a player may do with it.

import { film } from "./film.js";
import { picture } from "./save.js";
import { curvesTable } from "./text.js";

export function makeHandle(player) {
  return {
    play: () => player.play(),
    pause: () => player.pause(),
    toggle: () => player.toggle(),
    step: (ticks) => player.step(ticks),
    seek: (day) => player.seek(day),
    set: (options) => player.set(options),
    load: (result) => player.load(result),
    cover: () => player.cover(true),
    uncover: () => player.cover(false),
    pick: (pond, row = -1) => player.pick(pond, row),
    counts: (pond) => player.ponds[pond].timeline.counts(player.t),
    image: () => picture(player),
    film: (options) => film(player, options),
    table: () => Promise.resolve(curvesTable(player.ponds.map((pond) => pond.timeline))),
    query: () => player.query(),
    on: (event, listener) => player.on(event, listener),
    destroy: () => player.destroy(),
    get state() {
      const { t, perDay, days, playing, options, picked } = player;
      return { day: t / perDay, days, tick: t, playing, speed: options.speed, covered: options.covered, picked };
    },
  };
}
