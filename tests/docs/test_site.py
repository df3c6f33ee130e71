"""The documents as a site: strict, whole, and calling nothing outside; read in a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys

import pytest
from ruamel.yaml import YAML

from tests.docs.console import DOCS, ROOT

pytest.importorskip("mkdocs", reason="mkdocs is not installed")
pytest.importorskip("material", reason="mkdocs-material is not installed")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        env={"NO_MKDOCS_2_WARNING": "1", "PATH": "", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_every_page_is_in_the_contents():
    settings = YAML(typ="safe", pure=True).load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    named = set(re.findall(r"[\w/-]+\.md", str(settings["nav"])))
    there = {file.relative_to(DOCS).as_posix() for file in DOCS.rglob("*.md")}
    assert named == there, "give it a line under nav: in mkdocs.yml"


def test_no_page_fetches_anything_from_elsewhere(site):
    """Links may lead away; nothing that a page needs may come from there."""
    fetched = re.compile(r"<(?:script|img|iframe|source)[^>]*\ssrc=[\"']?(?:https?:)?//")
    styles = re.compile(r"<link[^>]*rel=[\"']?(?:stylesheet|preconnect|icon)[^>]*(?:https?:)?//")
    pages = list(site.rglob("*.html"))
    assert len(pages) > 30
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not fetched.search(text), page.name
        assert not styles.search(text), page.name
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(?:https?:)?//|@import", style.read_text("utf-8"))


def test_a_browser_opens_it_from_a_disk_and_search_works_without_a_net(site):
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium is installed")
    asked, wrong = [], []
    with sync.sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto((site / "tutorials" / "planner.html").as_uri())
        page.keyboard.press("s")
        page.locator(".md-search__input").press_sequentially("bonferroni")
        found = page.locator(".md-search-result__link[href*='how_sure']").first
        found.wait_for(state="attached", timeout=60_000)
        browser.close()
    assert wrong == []
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


def test_pictures_of_the_first_hours_are_small_and_all_used():
    shots = {file.name: file.stat().st_size for file in (DOCS / "first_hours/shots").glob("*.png")}
    pages = "".join(f.read_text(encoding="utf-8") for f in (DOCS / "first_hours").glob("*.md"))
    assert set(re.findall(r"\(shots/([\w-]+\.png)\)", pages)) == set(shots)
    assert all(size < 300_000 for size in shots.values()), shots
