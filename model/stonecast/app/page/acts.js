// What a reader can change: controls, stones by hand, luck and pond.

// state() is the state of the page; changed() is called after every act.
export function makeActs(state, changed) {
  function change(name, text) {
    if (text === null) delete state().choices[name];
    else state().choices[name] = text;
    changed();
  }

  function resetAll() {
    Object.assign(state(), { choices: {}, throws: [], splits: [], luck: "", market: "" });
    changed();
  }

  function throwStone(pond, x, y) {
    state().throws.push(`${pond}:${x.toFixed(3)},${y.toFixed(3)}`);
    changed();
  }

  function splitStone(pond) {
    if (!state().splits.includes(String(pond))) state().splits.push(String(pond));
    changed();
  }

  function undo() {
    (state().throws.length ? state().throws : state().splits).pop();
    changed();
  }

  function anotherLuck() {
    state().luck = String((Number(state().luck || 1) % 4_000_000_000) + 1);
    changed();
  }

  function anotherPond() {
    state().market = String((Number(state().market || 0) % 4_000_000_000) + 1);
    changed();
  }

  return { change, resetAll, throwStone, splitStone, undo, anotherLuck, anotherPond };
}
