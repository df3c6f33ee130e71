"""Every kind of page made of hostile texts, and opened in a real browser.

python3 dev.py fuzz --target pages
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz import hostile

BEDS = "care_settings.acute.units.0.beds"
GOAL = "waiting_for_place[care_setting=acute] <= 2"
FEW = ("-r", "4", "-j", "1", "-q")
# One page of each kind, as it is asked for.
COMMANDS: dict[str, tuple[str, ...]] = {
    "run": ("run", "place.yaml", *FEW),
    "compare": ("compare", "place.yaml", "fewer.yaml", *FEW, "--explain"),
    "vary": ("compare", "place.yaml", *FEW, "--vary", f"{BEDS}=40,60"),
    "size": ("size", "place.yaml", *FEW, "--vary", f"{BEDS}=30..60:15", "--goal", GOAL),
    "sensitivity": (
        *("sensitivity", "place.yaml", "fewer.yaml", *FEW),
        *("--vary", "handoffs.assessment.staff=1..4"),
    ),
}
FIT = ("calibrate", "fitted_place.yaml", "--targets", "targets.csv", "--fit", "fit.yaml", "-q")
PATIENCE = 900


@dataclass
class Seen:
    """What a browser did with a page."""

    name: str
    asked_for: list[str]
    ran: bool
    made: int
    texts: int


def made(folder: Path, commands: dict[str, Sequence[str]]) -> list[Path]:
    """Pages and pictures that commands leave in a folder.

    Raises:
        RuntimeError: a command failed.
    """
    text, _ = hostile.place()
    (folder / "place.yaml").write_text(text, encoding="utf-8")
    (folder / "fewer.yaml").write_text(hostile.changed(), encoding="utf-8")
    code = "import sys; from simulator.cli import main; sys.argv[0] = 'stepdown'; main()"
    for name, words in commands.items():
        print(f"  making {name}", file=sys.stderr, flush=True)
        done = subprocess.run(
            [sys.executable, "-c", code, *words, "--out", name],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        if done.returncode not in {0, 3}:
            raise RuntimeError(f"{name}: {done.returncode}\n{done.stderr[-3000:]}")
    return sorted([*folder.rglob("*.html"), *folder.rglob("*.svg")])


def seen(pages: Sequence[Path]) -> list[Seen]:
    """Each page opened: what it asked for, what ran, what elements the texts made."""
    from playwright.sync_api import sync_playwright

    found = []
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for page in pages:
            tab = browser.new_page()
            asked: list[str] = []
            tab.on("request", lambda request, asked=asked: asked.append(request.url))
            tab.goto(page.as_uri())
            tab.wait_for_timeout(300)
            ran = tab.evaluate("typeof window.pwned !== 'undefined'")
            made = tab.evaluate(
                'document.querySelectorAll(\'img[src="x"], svg[onload], [onerror], '
                'a[href^="javascript"]\').length + [...document.scripts].filter('
                "s => s.textContent.trim().startsWith('window.pwned')).length"
            )
            texts = tab.content().count("&lt;script&gt;window.pwned")
            own = {page.as_uri()}
            others = [each for each in asked if each not in own and not each.startswith("data:")]
            found.append(Seen(page.as_posix(), others, ran, made, texts))
            tab.close()
        browser.close()
    return found


def fit_files(folder: Path) -> None:
    """A small place with hostile texts, what is unknown of it, and figures."""
    from tests.calibration.fit.places import FIT as UNKNOWN
    from tests.calibration.fit.places import PLACE, TARGETS

    words = hostile.HOSTILE.replace("'", "''")
    place = re.sub(r"(?m)^(title|question|source): .*$", lambda x: f"{x[1]}: '{words}'", PLACE)
    (folder / "fitted_place.yaml").write_text(place, encoding="utf-8")
    (folder / "fit.yaml").write_text(UNKNOWN, encoding="utf-8")
    (folder / "targets.csv").write_text(TARGETS, encoding="utf-8")


def main() -> int:
    """Make all pages and look at them; 3 where a text did something."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        fit_files(folder)
        pages = made(folder, {**COMMANDS, "fit": FIT})
        print(f"{hostile.place()[1]} hostile texts; {len(pages)} pages and pictures")
        wrong = 0
        for each in seen(pages):
            is_wrong = each.ran or each.made or each.asked_for
            wrong += bool(is_wrong)
            name = Path(each.name).relative_to(folder)
            says = "WRONG" if is_wrong else "nothing ran, nothing asked for"
            print(f"  {name.parts[0]}: {name.name}: {each.texts} texts shown as text; {says}")
            if is_wrong:
                print(f"    ran {each.ran}, elements {each.made}, asked for {each.asked_for[:3]}")
    return 3 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
