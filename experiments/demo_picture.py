"""Take the picture of the demo that README and docs show: ``python experiments/demo_picture.py``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browser import chromium  # noqa: E402

PICTURE = ROOT / "docs" / "demo.png"


def main() -> None:
    """Start a server, wait until the run is over, take the picture."""
    command = [sys.executable, "-m", "stonecast", "demo", "--no-browser", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        url = server.stdout.readline().split()[-1]
        with chromium() as browser:
            page = browser.new_page(viewport={"width": 1440, "height": 940}, locale="en-US")
            page.goto(f"{url}?predict=off&t=30")
            page.wait_for_selector("#verdict", timeout=60_000)
            page.wait_for_timeout(1_500)
            page.screenshot(path=PICTURE)
        with Image.open(PICTURE) as shot:
            shot.convert("RGB").quantize(160).save(PICTURE, optimize=True)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
