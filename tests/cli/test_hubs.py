"""``stepdown hubs``: a page with its pictures, the same each time, and what it refuses."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from simulator.cli import app
from simulator.errors import InputError
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
