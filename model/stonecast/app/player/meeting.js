// Meeting people: hovering, choosing, the card, throwing a stone and breaking one apart.

import { Clock } from "./clock.js";

export class Meeting extends Clock {
  hover(pond, row, keys = false) {
    if (this.options.covered) return;
    if (this.picked && !keys) return;
    if (pond.shown === row && !keys) return;
    for (const other of this.ponds) other.shown = other === pond ? row : -1;
    for (const other of this.ponds) other.live();
    this.hovered = row < 0 ? null : { pond: pond.index, row };
    if (keys) this.picked = null;
    this.refreshCard(keys);
    this.emit("hover", this.hovered);
  }

  pick(pond, row) {
    const chosen = pond !== null && row >= 0 && !this.options.covered;
    this.picked = chosen ? { pond, row } : null;
    this.hovered = null;
    for (const other of this.ponds) {
      other.shown = chosen && other.index === pond ? row : -1;
      other.live();
    }
    this.refreshCard(true);
    this.emit("pick", this.picked);
    this.told();
  }

  refreshCard(aloud = false) {
    const at = this.picked || this.hovered;
    if (!at || Number.isNaN(this.laid.x[at.row])) { this.card.hide(); return; }
    this.card.show(this.ponds[at.pond], at.row, this.t, { fixed: Boolean(this.picked), touch: this.options.touch });
    if (aloud) this.status.textContent = this.card.element.innerText.replace(/×/g, "").replace(/\s*\n\s*/g, ", ");
  }

  // Close the card; keys that were in it go on in the pond.
  dismiss() {
    const at = this.picked, byKeys = this.card.element.contains(document.activeElement);
    this.pick(null);
    if (at && byKeys) this.ponds[at.pond].element.focus({ preventScroll: true });
  }

  throwAt(pond, x, y) {
    const [u, v] = this.laid.frame.toPlace(x, y);
    this.splash(pond, x, y, 4);
    this.emit("throw", { pond: pond.index, plan: pond.recording.plan.name, x: u, y: v });
  }

  split(pond, row, parts) {
    this.splash(pond, this.laid.x[row], this.laid.y[row], 5);
    this.dismiss();
    this.emit("split", { pond: pond.index, plan: pond.recording.plan.name, row, name: pond.places.bloggers.get(row)?.name ?? "", parts });
  }

  splash(pond, x, y, force) {
    if (!this.options.water) return;
    pond.water.drop(x, y, force, 3);
    if (!this.playing) this.run();
  }
}
