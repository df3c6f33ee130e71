"""Every kind of page in Chromium: read on a phone, by a screen reader, without a network."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.browser.opened import NARROW, PHONE, WIDE, needs_chromium, opened, takes_long
from tests.browser.pages import KINDS, comparison, eight_of_the_baseline

pytestmark = needs_chromium
MOST_BYTES = 2_000_000
LEAST_LETTER = 11.0


EVERY_DAY = {"sensitivity"}
SOME = [each if each in EVERY_DAY else pytest.param(each, marks=takes_long) for each in KINDS]


@pytest.mark.parametrize("kind", SOME)
def test_a_page_is_read_by_anyone_anywhere(kind, tmp_path):
    file = tmp_path / "page.html"
    KINDS[kind](file)
    text = file.read_text(encoding="utf-8")
    assert len(text.encode()) < MOST_BYTES
    assert ("<script" in text) == (kind == "replay")
    with opened(file) as found:
        for width in (NARROW, PHONE, 820, WIDE):
            assert found.wide(width) <= width
        found.wide(PHONE)
        assert min(found.letters(), default=LEAST_LETTER) >= LEAST_LETTER
        assert found.cut() == []
        found.unfold()
        assert found.wide(NARROW) <= NARROW
        assert found.asked == [file.as_uri()]
        assert found.said == []
    # What looks for faults is a script itself.
    with opened(file, scripts=True) as found:
        for width in (WIDE, PHONE):
            found.wide(width)
            assert found.faults() == []
            found.unfold()
        assert found.faults() == []
        assert found.asked == [file.as_uri()]


@takes_long
def test_the_first_key_press_leads_to_the_answer(tmp_path):
    file = tmp_path / "page.html"
    comparison(file)
    with opened(file) as found:
        found.page.keyboard.press("Tab")
        focus = "document.activeElement"
        assert found.page.evaluate(f"{focus}.textContent") == "Skip to the answer"
        found.page.keyboard.press("Enter")
        assert found.page.evaluate("location.hash") == "#answer"
        # The first thing that can be reached from there is on the first page.
        found.page.keyboard.press("Tab")
        assert found.page.evaluate(f"!!{focus}.closest('.first')")


@takes_long
def test_headings_go_down_by_one_and_each_part_is_a_landmark(tmp_path):
    file = tmp_path / "page.html"
    KINDS["run"](file)
    with opened(file) as found:
        levels = found.page.evaluate(
            "[...document.querySelectorAll('h1,h2,h3,h4')].map(x => Number(x.tagName[1]))"
        )
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(b - a <= 1 for a, b in pairwise(levels))
        for one in ("header", "main", "nav"):
            assert found.page.locator(one).count() == 1
        marks = found.page.evaluate(
            "[...document.querySelectorAll('svg')].map(x => [x.getAttribute('role'), "
            "x.querySelector('title').textContent, x.querySelector('desc').textContent])"
        )
        assert marks
        assert all(role == "img" and title and says for role, title, says in marks)
        assert found.page.evaluate("document.documentElement.lang") == "en-GB"


@takes_long
def test_a_picture_is_whole_on_a_sheet_of_paper(tmp_path):
    file = tmp_path / "page.html"
    KINDS["run"](file)
    with opened(file) as found:
        # An A4 page less its margins, at 96 dots an inch.
        found.page.set_viewport_size({"width": 703, "height": 1017})
        found.page.emulate_media(media="print")
        for box in found.page.locator("figure").all():
            assert box.bounding_box()["height"] < 1017
        seen = "[...document.querySelectorAll('.slim')].filter(x => x.getClientRects().length)"
        assert found.page.evaluate(f"{seen}.length") == 0


@takes_long
def test_eight_scenarios_of_the_baseline_fit_into_an_e_mail(tmp_path):
    file = tmp_path / "page.html"
    eight_of_the_baseline(file)
    assert file.stat().st_size < MOST_BYTES
    with opened(file) as found:
        assert found.wide(NARROW) <= NARROW
        found.wide(PHONE)
        assert min(found.letters()) >= LEAST_LETTER
        assert found.cut() == []
