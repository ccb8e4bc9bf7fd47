"""How fast the ponds play in a headless Chromium without GPU: frames a second and processor time a frame.

    uv run python experiments/ponds.py

Prints the table of docs/demo.md. Wall times are only worth something on a machine that does nothing else: its
load is printed with them. Needs playwright, psutil and a Chromium (or ``STONECAST_CHROMIUM``).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil
from playwright.sync_api import sync_playwright

import stonecast as sc
from stonecast.app import export

SIZES = {2_000: ("classroom", None), 10_000: ("mom_bloggers", 210.5), 100_000: ("mom_bloggers", 21.05)}
WAYS = {
    "water and posts": {},
    "plain": {"water": False, "messages": False},
}
DAYS = 6.0
"""How long is played: the days in which most happens."""

PLAY = """async () => {
  const { handle, player } = window.__ripples;
  handle.play();
  const begin = performance.now();
  let frames = 0;
  await new Promise((done) => {
    const frame = () => {
      frames++;
      if (player.t / player.perDay >= DAYS || performance.now() - begin > 30000) done();
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  return [frames, (performance.now() - begin) / 1000];
}""".replace("DAYS", str(DAYS))


def main() -> None:
    """Measure and print."""
    print("| people | file | page ready | drawn | frames/s | processor time a frame | load |")
    print("|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        for people, (name, scale) in SIZES.items():
            spec = sc.load(name, scale=scale)
            market = sc.build_market(spec)
            plans = (spec.compare.plans or tuple(spec.plans))[:2]
            runs = [sc.run(spec, plan=plan, luck=4, market=market) for plan in plans]
            for way, options in WAYS.items():
                path = Path(folder) / f"{people}-{len(way)}.html"
                export.write(runs, path, options={"autoplay": False, **options})
                print(_row(driver, people, path, way), flush=True)


def _row(driver: Any, people: int, path: Path, way: str) -> str:
    found = os.environ.get("STONECAST_CHROMIUM") or shutil.which("chromium")
    browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
    page = browser.new_page(viewport={"width": 1400, "height": 860})
    begin = perf_counter()
    page.goto(path.as_uri())
    while not page.evaluate("Boolean(window.__ripples && window.__ripples.ready)"):
        page.wait_for_timeout(10)
    ready = perf_counter() - begin
    page.wait_for_timeout(500)
    processes = psutil.Process().children(recursive=True)
    before = _spent(processes)
    frames, seconds = page.evaluate(PLAY)
    spent = _spent(processes) - before
    browser.close()
    return (
        f"| {people:,} | {path.stat().st_size / 1e6:.2f} MB | {ready:.1f} s | {way} | {frames / seconds:.0f} "
        f"| {1000 * spent / frames:.0f} ms | {psutil.getloadavg()[0]:.1f} |"
    )


def _spent(processes: list[psutil.Process]) -> float:
    """Processor seconds of all processes of the browser together."""
    total = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.Error:
            continue
        total += times.user + times.system
    return total


if __name__ == "__main__":
    main()
