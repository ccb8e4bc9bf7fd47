"""The ponds as a widget of a notebook, with a way back to Python; needs the extra ``notebook``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from stonecast.app import bundle, export
from stonecast.app.messages import messages
from stonecast.errors import InputError

if TYPE_CHECKING:
    from stonecast.campaign import Run

RENDER = """
async function render({ model, el }) {
  const data = await stonecast.gunzipJson(model.get("packed"));
  const options = { ...model.get("options"), t: model.get("day") };
  const handle = stonecast.mount(el, { ...data, labels: model.get("labels"), options });
  let quiet = false;
  const say = (name, value) => { if (!quiet) { model.set(name, value); model.save_changes(); } };
  handle.on("time", ({ day }) => say("day", day));
  handle.on("pick", (picked) => say("picked", picked || {}));
  const hear = (work) => { quiet = true; try { work(); } finally { quiet = false; } };
  model.on("change:day", () => {
    if (Math.abs(handle.state.day - model.get("day")) > 1e-6) hear(() => handle.seek(model.get("day")));
  });
  model.on("change:options", () => hear(() => handle.set(model.get("options"))));
  return () => handle.destroy();
}
export default { render };
"""


def ponds(runs: Sequence[Run], *, language: str = "en", **options: Any) -> Any:
    """Return a widget that plays the runs side by side.

    Its traits: ``day`` (float; set it to go to a moment), ``picked`` (the person chosen: pond and row),
    ``options`` (of the player, as in ``app/README.md``).

    Parameters
    ----------
    runs
        One run a plan, all of one market.
    language
        ``en``, ``de`` or ``es``.
    options
        Options of the player: ``water=False``.

    Raises
    ------
    InputError
        If anywidget is not installed, or as `stonecast.app.export.html`.
    """
    chosen = {"compact": True, "language": language, **options}
    return _widget()(packed=export.pack(runs), labels=messages(language, "player"), options=chosen)


@cache
def _widget() -> Any:
    try:
        import anywidget
        import traitlets
    except ImportError:
        raise InputError(
            "anywidget is not installed", where="ponds", remedy="pip install 'stonecast[notebook]'"
        ) from None

    class Ponds(anywidget.AnyWidget):  # type: ignore[misc]
        """Ponds in a notebook."""

        _esm = bundle.script() + RENDER
        _css = bundle.styles()
        packed = traitlets.Unicode().tag(sync=True)
        labels = traitlets.Dict().tag(sync=True)
        options = traitlets.Dict().tag(sync=True)
        day = traitlets.Float(0.0).tag(sync=True)
        picked = traitlets.Dict().tag(sync=True)

    return Ponds
