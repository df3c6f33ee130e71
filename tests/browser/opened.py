"""A page opened in Chromium, and what a reader could not do with it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
WHY = "no Chromium here: apt-get install chromium (Debian), then python3 dev.py browser"
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason=WHY)
# Seconds of a browser for each: what is left out of everyday tests.
takes_long = pytest.mark.skipif(
    "STEPDOWN_BROWSER" not in os.environ, reason="python3 dev.py browser runs it"
)
WIDE, PHONE, NARROW = 1280, 390, 360
# Letters of pictures that are seen, in pixels of the screen; and what sticks out on the right.
LETTERS = """() => [...document.querySelectorAll('svg')].filter(x => x.getClientRects().length)
  .flatMap(svg => { const to = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return [...svg.querySelectorAll('text')].filter(x => x.textContent.trim())
      .map(x => parseFloat(getComputedStyle(x).fontSize) * to) })"""
CUT = """() => [...document.querySelectorAll('svg')].filter(x => x.getClientRects().length)
  .flatMap(svg => { const own = svg.getBoundingClientRect();
    return [...svg.querySelectorAll('text')].filter(x => { const it = x.getBoundingClientRect();
      return it.right > own.right + 2 || it.left < own.left - 2
        || it.top < own.top - 2 || it.bottom > own.bottom + 2 }).map(x => x.textContent) })"""


@dataclass
class Opened:
    """A page in a browser; `asked`: everything that it fetched, `said`: errors of its scripts."""

    page: object
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def wide(self, width: int) -> int:
        """Set the width of the screen; the width that the page takes."""
        self.page.set_viewport_size({"width": width, "height": 900})
        return self.page.evaluate("document.documentElement.scrollWidth")

    def letters(self) -> list[float]:
        return self.page.evaluate(LETTERS)

    def cut(self) -> list[str]:
        return self.page.evaluate(CUT)

    def faults(self) -> list[str]:
        """What axe calls serious or critical, with the first element of each."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page).response["violations"]
        bad = [each for each in found if each["impact"] in {"serious", "critical"}]
        return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in bad]

    def unfold(self) -> None:
        """Open all that is folded."""
        script = "document.querySelectorAll('details').forEach(x => x.open = true)"
        self.page.evaluate(script)


@contextmanager
def opened(file: Path, *, scripts: bool = False, **more: object) -> Iterator[Opened]:
    """A file in Chromium, by default with scripts off."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(java_script_enabled=scripts, **more)
        page = context.new_page()
        page.set_default_timeout(60_000)
        found = Opened(page)
        page.on("request", lambda request: found.asked.append(request.url))
        page.on("pageerror", lambda error: found.said.append(str(error)))
        page.on("console", lambda message: found.said.append(message.text))
        page.goto(file.resolve().as_uri())
        try:
            yield found
        finally:
            context.close()
            browser.close()
