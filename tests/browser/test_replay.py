"""The replay: what is played are the counts of the event log, and nothing plays by itself."""

from __future__ import annotations

import re

import pytest

from simulator.experiment.replication import Setup
from simulator.report.replay import replay_page, run_again
from simulator.report.replay_week import Week
from tests.browser.opened import needs_chromium, opened, takes_long
from tests.experiment.place import loaded
from tests.report.test_replay import in_place

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def run():
    return run_again(Setup.of(loaded().scenario), 1, "compiled")


@pytest.fixture(scope="module")
def file(run, tmp_path_factory):
    path = tmp_path_factory.mktemp("replay") / "replay.html"
    path.write_text(replay_page(run), encoding="utf-8")
    return path


def shown(page):
    """The hour, and the patients in each place by title."""
    hour = int(page.locator("#hour").input_value())
    rows = page.locator("#counts tr").all()
    return hour, {
        row.locator("th").inner_text(): int(row.locator("td").first.inner_text()) for row in rows
    }


def expected(run, hour):
    titles = {name: each.title or name for name, each in run.scenario.care_settings.items()}
    found = in_place(run, Week.of(run), hour)
    return {titles[name]: n for name, n in found.items()}


def test_nothing_moves_until_it_is_asked_to(file):
    with opened(file, scripts=True) as found:
        found.page.wait_for_timeout(400)
        assert shown(found.page)[0] == 0
        assert found.page.locator("#play").inner_text() == "Play"
        assert found.said == []
        assert found.asked == [file.as_uri()]


@pytest.mark.parametrize("motion", ["no-preference", pytest.param("reduce", marks=takes_long)])
def test_what_is_played_are_the_counts_of_the_event_log(file, run, motion):
    with opened(file, scripts=True, reduced_motion=motion) as found:
        page = found.page
        page.locator("#speed").select_option("8")
        page.locator("#play").focus()
        page.keyboard.press("Enter")
        for _ in range(600):
            if shown(page)[0] >= 5:
                break
            page.wait_for_timeout(50)
        page.keyboard.press("Enter")
        assert page.locator("#play").inner_text() == "Play"
        hour, counts = shown(page)
        assert 5 <= hour <= 168
        assert {key.lower(): n for key, n in counts.items()} == {
            key.replace("_", " ").lower(): n for key, n in expected(run, hour).items()
        }
        clock = page.locator("#clock").inner_text()
        assert re.fullmatch(rf"\w+day \d+ \w+ {hour % 24:02}:00", clock)
        page.wait_for_timeout(300)
        assert shown(page)[0] == hour
        assert found.said == []


@takes_long
def test_the_slider_is_moved_by_keys(file, run):
    with opened(file, scripts=True) as found:
        found.page.locator("#hour").focus()
        for _ in range(3):
            found.page.keyboard.press("ArrowRight")
        hour, counts = shown(found.page)
        assert hour == 3
        assert sorted(counts.values()) == sorted(expected(run, 3).values())


@takes_long
def test_as_many_dots_are_drawn_as_there_are_patients(file, run):
    week = Week.of(run)
    with opened(file, scripts=True) as found:
        drawn = found.page.evaluate(
            """() => { const of = CanvasRenderingContext2D.prototype, kept = of.arc; let n = 0;
            of.arc = function(...all) { n++; kept.apply(this, all) };
            const slider = document.getElementById('hour'); slider.value = 12;
            slider.dispatchEvent(new Event('input')); return n }"""
        )
    here = [t for t in week.tracks if any(a <= 12 < b for a, b, _, _ in t.spans)]
    assert drawn == len(here) > 0


@takes_long
def test_without_scripts_the_figures_are_there(file):
    with opened(file) as found:
        assert not found.page.locator("#player").is_visible()
        assert "needs a browser that runs scripts" in found.page.locator("noscript").inner_text()
        assert found.page.locator("#figures table").is_visible()
