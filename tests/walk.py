"""Three first hours, walked again: `python -m tests.walk` runs each command and takes each picture.

Outputs in docs/first_hours and docs/tutorials are written anew, and pictures of the pages that the
commands left, in a headless Chromium. Folders and times are masked, so that two walks differ only
where the program does.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.docs.console import DOCS, expanded, furnished, played

PAGES = ("tutorials/planner", "tutorials/modeller")
HOURS = ("first_hours/planner", "first_hours/commissioner", "first_hours/modeller")
SHOT = re.compile(
    r"<!-- shot (?P<page>\S+?)(?:#(?P<at>\S+))? (?P<wide>\d+)x(?P<high>\d+) -->\n"
    r"!\[[^\]]*\]\((?P<file>\S+)\)"
)
LARGEST = 300_000


def main(arguments: list[str] | None = None) -> int:
    """Walk all pages, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="*", default=[*PAGES, *HOURS], help="like tutorials/planner")
    parser.add_argument("--no-shots", action="store_true", help="no pictures")
    asked = parser.parse_args(arguments)
    for name in asked.pages:
        begun = time.monotonic()
        file = DOCS / f"{name}.md"
        with TemporaryDirectory(prefix="walk-") as folder:
            newcomer = furnished(Path(folder))
            page = played(file.read_text(encoding="utf-8"), newcomer)
            file.write_text(page, encoding="utf-8", newline="\n")
            taken = 0 if asked.no_shots else shoot(page, file, newcomer)
        print(f"{name}: {taken} pictures, {time.monotonic() - begun:.0f} s", flush=True)
    return 0


def shoot(page: str, file: Path, folder: Path) -> int:
    """Take the pictures of a page; how many."""
    found = list(SHOT.finditer(page))
    if not found:
        return 0
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("no Chromium is installed: pictures are left as they are", file=sys.stderr)
        return 0
    from playwright.sync_api import sync_playwright

    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for each in found:
            size = {"width": int(each["wide"]), "height": int(each["high"])}
            tab = browser.new_page(viewport=size)
            (source,) = expanded(str(folder / each["page"]))
            tab.goto(Path(source).as_uri() + (f"#{each['at']}" if each["at"] else ""))
            picture = file.parent / each["file"]
            tab.screenshot(path=picture)
            tab.close()
            shrink(picture)
        browser.close()
    return len(found)


def shrink(picture: Path) -> None:
    """Save a picture with 64 colours, which is enough for letters and lines.

    Raises:
        ValueError: it is still too large for a page.
    """
    from PIL import Image

    with Image.open(picture) as whole:
        few = whole.convert("RGB").quantize(64, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)
    if picture.stat().st_size > LARGEST:
        raise ValueError(f"{picture.name} has {picture.stat().st_size:,} bytes")


if __name__ == "__main__":
    sys.exit(main())
