"""A page with ponds in a real browser, watched."""

from __future__ import annotations

from typing import Any


class Visit:
    """A page that is watched: whatever it complains about or asks for is kept."""

    def __init__(self, browser: Any, address: str, *, width: int = 1400, **context: Any) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 860}, **context)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda line: self.complaints.append(line.text) if line.type in ("error", "warning") else None,
        )
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(address)
        self.until("window.__ripples && window.__ripples.ready")

    def __enter__(self) -> Visit:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def run(self, script: str, *values: Any) -> Any:
        return self.page.evaluate(script, *values)

    def until(self, condition: str) -> None:
        """Wait; the page's own rules forbid playwright's way of waiting, which evaluates a text."""
        for _ in range(1000):
            if self.run(condition):
                return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"not within 20 s: {condition}")

    def count(self, what: str, pond: int) -> int:
        found = self.page.locator(f'[data-ripples="{what}"][data-pond="{pond}"]')
        return int(found.get_attribute("data-value"))

    def counts(self, pond: int) -> dict[str, int]:
        return {
            what: self.count(what, pond)
            for what in ("saw", "engaged", "reshared", "orders", "praised", "warned")
        }

    def scrub(self, day: float) -> None:
        self.page.locator("input.sc-range").evaluate(
            """(range, day) => { range.value = day;
            range.dispatchEvent(new Event("input", { bubbles: true })); }""",
            day,
        )

    def place(self, pond: int, row: int) -> tuple[float, float]:
        x, y = self.run(
            """([pond, row]) => { const at = window.__ripples.player.ponds[pond];
            at.element.scrollIntoView({block: "center"});
            const box = at.element.getBoundingClientRect();
            return [box.left + at.laid.x[row], box.top + at.laid.y[row]]; }""",
            [pond, row],
        )
        return x, y
