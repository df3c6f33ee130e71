"""``stepdown hubs``: a page with its pictures, the same each time, and what it refuses."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from simulator.cli import app
from simulator.errors import InputError
from simulator.report import hub_page
from simulator.scenario.prices import COVERED, Posts
from tests.experiment.hub_place import written

RUN = ("--factors", "1,1.5", "-r", "2", "-j", "1")


def hubs(*arguments: object):
    return CliRunner().invoke(app, ["hubs", *map(str, arguments)])


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return written(tmp_path_factory.mktemp("place"), travels=True, chance=True)


@pytest.fixture(scope="module")
def page(files):
    out = files[0].with_name("hubs.md")
    done = hubs(*files, *RUN, "-o", out)
    assert done.exit_code == 0, done.output
    return out


def test_a_page_and_two_pictures_are_written(page):
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Hub against Elm, Oak and Yew\n")
    for words in ("## How far apart?", "money left out", "## Going home, by distance", "Carter"):
        assert words in text
    pictures = re.findall(r"!\[([^]]+)\]\(([^)]+)\)", text)
    assert len(pictures) == 2
    for says, name in pictures:
        assert says
        root = ElementTree.parse(page.with_name(name)).getroot()
        assert root.get("aria-label")
    # A row for each distance, and one for each value of an hour.
    assert re.search(r"^\| × 1\.5 \| 52\.5 \|", text, re.MULTILINE)
    assert len(re.findall(r"^\| £500 \|", text, re.MULTILINE)) == 3


def test_the_same_again_gives_the_same_files(files, page):
    before = {each.name: each.read_bytes() for each in page.parent.glob("hubs*")}
    assert hubs(*files, *RUN, "-o", page).exit_code == 0
    assert {each.name: each.read_bytes() for each in page.parent.glob("hubs*")} == before


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (("--factors", "1,zero"), "'1,zero' are not numbers above 0"),
        (("--hours", "-3"), "'-3' are not numbers above 0"),
    ],
)
def test_what_is_no_number_is_refused(files, more, says):
    done = hubs(*files, *more)
    assert isinstance(done.exception, InputError)
    assert says in str(done.exception.problems[0])


def test_scenarios_that_merge_nothing_are_refused(files):
    for pair in (files[::-1], (files[0], files[0])):
        done = hubs(*pair)
        assert isinstance(done.exception, InputError)
        (problem,) = done.exception.problems
        assert "merges no units" in problem.says
        assert "merge_units" in problem.do


def test_the_answer_comes_before_the_files_and_a_next_step_last(files, page):
    lines = hubs(*files, *RUN, "-o", page).output.splitlines()
    assert lines[0].startswith("The model estimates: ")
    assert lines[1].startswith("written: ")
    assert lines[-1].startswith(f"next: stepdown compare {files[0]} {files[1]} ")


@pytest.mark.parametrize("grade", [COVERED, "nurses"])
def test_what_is_counted_of_one_more_on_duty_is_said(monkeypatch, files, grade):
    """Cover of absences, where there is any, is said to be left out."""
    lines = (
        Posts("day", "nurses", 2, 84.0, 5.0, 50_000.0, 1.0),
        Posts("day", grade, 2, 84.0, 5.0, 50_000.0, 0.1),
    )
    monkeypatch.setattr(hub_page, "posts", lambda *_: lines)
    out = files[0].with_name(f"counted-{len(grade)}.md")
    assert hubs(*files, *RUN, "-o", out).exit_code == 0
    text = " ".join(out.read_text(encoding="utf-8").split())
    more = 125 if grade == COVERED else 138
    assert f"would take £{more} thousand a year of it" in text
    assert ("“absences covered” of the sum above are not in it" in text) == (grade == COVERED)
    assert "in the sum above: one more" not in text
