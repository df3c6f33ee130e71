"""The frame of a page: who checked it; and pictures as a phone shows them."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from simulator.report.frame import NOBODY, Standing
from simulator.report.known import Known
from simulator.report.names import Names
from simulator.report.picture import PALETTE, as_svg, label_right, sheet, style
from simulator.report.system_flow import depths, flows
from simulator.report.system_map import system_map
from tests.report.place import batch, key, loaded, mean_of

SOON, LATER = dt.date(2027, 3, 31), dt.date(2028, 1, 5)


def scenario(**said):
    given = {"assurer": None, "valid_until": None, **said}
    return loaded().scenario.model_copy(update=given)


@pytest.mark.parametrize(
    ("scenarios", "says"),
    [
        ([{}], "Nobody has checked this; until when it is valid is not stated."),
        ([{"assurer": "nobody yet"}], f"{NOBODY}; until when it is valid is not stated."),
        (
            [{"assurer": "A. Jones", "valid_until": SOON}],
            "Checked by: A. Jones; valid until 31 March 2027.",
        ),
        (
            [{"assurer": "A. Jones", "valid_until": LATER}, {"valid_until": SOON}],
            "Nobody has checked this (of some scenarios); valid until 31 March 2027.",
        ),
        (
            [{"assurer": "A. Jones", "valid_until": LATER}, {"assurer": "B. Smith"}],
            "Checked by: A. Jones; B. Smith; valid until 5 January 2028 (of some scenarios no date "
            "is stated).",
        ),
    ],
)
def test_who_checked_it_and_until_when_it_is_valid(scenarios, says):
    found = Standing.of([scenario(**each) for each in scenarios])
    assert found.says == says
    assert len(found.table.rows) == len(scenarios)
    assert NOBODY in {row[2] for row in found.table.rows} or NOBODY not in says


def drawn(rows):
    """A picture with what stands beside its panels, of rows or of lines."""
    with style():
        figure = sheet(3.0)
        axes = figure.subplots(1, 2)
        for at, one in enumerate(axes):
            if rows:
                one.barh([0, 1], [3, 4])
                one.set_yticks([0, 1], ["First row", "Second row"], fontsize=7)
                beside = {"xycoords": ("axes fraction", "data"), "fontsize": 7}
                one.annotate(f"figure {at}", (1.02, 1), **beside)
            else:
                one.plot([1, 2], [3, 4], color=PALETTE[0])
                label_right(one, [f"a line of panel {at}"], [4.0], 0.1)
            one.set_title("The title of a panel")
        return as_svg(figure, "one")


@pytest.mark.parametrize("rows", [True, False])
def test_a_slim_picture_says_the_same_in_letters_that_can_be_read(rows):
    svg = drawn(rows)
    width = float(re.search(r'viewBox="0 0 ([\d.]+)', svg.slim)[1])
    sizes = [float(each) for each in re.findall(r"font-size: ([\d.]+)px", svg.slim)]
    assert sizes
    # 366 pixels is what a phone of 390 leaves.
    assert min(sizes) * 366 / width >= 11
    wide, slim = (re.findall(r">([^<>]+)</text>", each) for each in (svg, svg.slim))
    for text in ("First row", "figure 0", "figure 1") if rows else ("a line of panel 1",):
        assert text in " ".join(wide)
        assert text in " ".join(slim)
    assert slim.count("The title of a panel") == 2


def test_a_picture_keeps_its_spaces_and_its_ids_apart():
    with style():
        figure = sheet(2.0)
        figure.subplots().text(0.5, 0.5, "  12")
        svg = as_svg(figure, "one")
    assert ">\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}12</text>" in svg
    wide, slim = (set(re.findall(r'id="([^"]*)"', each)) for each in (svg, svg.slim))
    assert wide
    assert not wide & slim


def test_the_map_says_how_many_wait_where():
    known, names = Known.of(batch()), Names(loaded().scenario)
    picture = system_map(known, names)
    waiting = known.get("waiting_for_place", {"care_setting": "community"}).text()
    handoff = mean_of(batch(), key("waiting_for_handoff", handoff="assessment"))
    assert handoff > 0
    for form in (picture.svg, picture.stacked):
        assert f"{waiting} waiting to get in" in form
    said = known.get("waiting_for_handoff", {"handoff": "assessment"}).mean_text()
    assert f"{said} waiting</li>" in picture.stacked
    assert "Acute &quot;hospital&quot;" in picture.stacked


def test_what_few_take_does_not_move_a_box():
    network = batch().setup.network
    every = flows(Known.of(batch()))
    assert depths(network, every) == {"acute": 0, "community": 1}
    few = [each for each in every if each.origin[1] != "acute"]
    assert depths(network, few) == {"acute": 0, "community": 0}


def test_names_in_a_picture_do_not_hang_on_last_digits_of_lengths():
    """What solves the layout differs in them from run to run."""
    found = drawn(rows=False)
    for svg, name in ((found, "one"), (found.slim, "one-slim")):
        clips = re.findall(r'<clipPath id="([^"]+)"', svg)
        assert clips == [f"{name}-clip{number}" for number in range(1, len(clips) + 1)]
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) == set(clips) != set()
