"""The tutorials do what they say: every command is run, and its output is the page's."""

from __future__ import annotations

import pytest

from tests.docs.console import BLOCK, DOCS, Step, furnished, mask, played, shortened, steps

TUTORIALS = ("planner", "modeller")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return furnished(tmp_path_factory.mktemp("newcomer"))


@pytest.mark.parametrize("name", TUTORIALS)
def test_its_commands_print_what_the_page_says(name, folder):
    page = (DOCS / "tutorials" / f"{name}.md").read_text(encoding="utf-8")
    again = played(page, folder)
    assert again.splitlines() == page.splitlines(), "python3 dev.py walk writes them anew"


def test_every_tutorial_with_commands_is_run():
    pages = sorted((DOCS / "tutorials").glob("*.md"))
    with_commands = {p.stem for p in pages if BLOCK.search(p.read_text(encoding="utf-8"))}
    assert with_commands == set(TUTORIALS)


def test_no_command_of_a_tutorial_ends_with_our_fault():
    for name in TUTORIALS:
        page = (DOCS / "tutorials" / f"{name}.md").read_text(encoding="utf-8")
        assert "Traceback" not in page
        assert "(exit code 1)" not in page


def test_a_block_is_commands_with_their_lines():
    assert steps("$ a b\nsaid\n\n$ c\n") == [Step("a b", ("said", "")), Step("c", ())]


def test_a_cut_keeps_as_many_lines_as_the_page_has():
    printed = ["1", "2", "3", "4", "5"]
    assert shortened(printed, ("x", "…", "y", "z")) == ["1", "…", "4", "5"]
    assert shortened(printed, ("x", "y")) == printed
    assert shortened(["1", "2"], ("x", "…", "y")) == ["1", "2"]


def test_what_differs_from_run_to_run_is_masked_and_nothing_else():
    said = "report: outputs/place/20261122T144042Z-4c8661d1/report.html, at least 90 seconds, 38.5"
    assert mask(said) == (
        "report: outputs/place/20260105T090000Z-1a2b3c4d/report.html, at least 12 seconds, 38.5"
    )
