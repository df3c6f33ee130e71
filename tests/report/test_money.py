"""Money on the page of a comparison: words, tables and picture 13."""

from __future__ import annotations

import dataclasses

import pytest

from simulator.experiment.comparison import compare_arms
from simulator.experiment.money_basis import Basis
from simulator.report.comparison_page import view_of
from simulator.report.estimate import MINUS
from simulator.report.money_part import money_parts
from simulator.report.money_picture import money_picture
from simulator.report.money_words import (
    finding,
    payer_names,
    payer_says,
    ratio_cell,
    ratio_interval,
    spanned,
)
from simulator.results.money_ratio import Ratio, RatioSays
from simulator.results.verdict import Verdict
from simulator.scenario.schema import Batch
from tests.experiment.compared import QUEUE, arms, written
from tests.experiment.test_money import FLAT, by_hand, place


@pytest.fixture(scope="module")
def compared(tmp_path_factory):
    return compare_arms(place(tmp_path_factory.mktemp("compared")), Batch(replications=4, seed=2))


def cells(table):
    return [" | ".join(row) for row in table.shown]


def test_who_gains_and_who_pays_is_the_title(compared):
    (part,) = money_parts(compared)
    (money,) = compared.money()
    assert part.picture.title == f"NHS acute gains only if {money.closed} beds are closed"
    assert money.paid("council", Basis.ROOM).verdict is Verdict.SAME


def test_words_of_who_gains_and_who_pays(tmp_path):
    """Eight beds can be closed, and packages cost the council 15,000 more in every replication."""
    money = by_hand(tmp_path, FLAT, 100, 0)
    names = {"nhs_acute": "NHS acute", "council": "Council", "": "All together"}
    assert payer_says(money, "nhs_acute") == "gains only if 8 beds are closed"
    assert payer_says(money, "council") == "pays more"
    says = "NHS acute gains only if 8 beds are closed; Council pays more"
    assert finding([money], names) == says
    assert finding([money, money], names) == (
        "Somebody pays more in 2 of 2 scenarios, and somebody gains without closing a bed in 0"
    )
    beds = tuple(dataclasses.replace(each, whole=3, closed=0) for each in money.beds)
    room = dict.fromkeys([Basis.ROOM, Basis.CLOSED], money.paired[Basis.ROOM])
    none = dataclasses.replace(money, beds=beds, paired={**money.paired, **room})
    assert payer_says(none, "nhs_acute") == "room, not cash: no bed can surely be closed"
    assert finding([none], names) == (
        "Council pays more; what NHS acute would gain is room, not cash"
    )


def test_tables_say_what_is_not_known_and_what_closing_means(compared):
    (part,) = money_parts(compared)
    beds, ratios, places, kinds = part.tables
    (row,) = cells(beds)
    assert "not known: £100 a day in all" in row or "not known: £" in row
    for words in ("never add them", "not there for a surge", "not simulated"):
        assert words in beds.note
    assert len(ratios.rows) == 3
    assert {row[0] for row in places.shown} == {"Ward", "Package"}
    assert {row[1] for row in kinds.shown} == {"Variable", "Handoffs"}
    (payers,) = part.picture.tables
    assert [row[0] for row in payers.shown] == ["NHS acute", "Council", "All together"]
    for table in (*part.tables, payers):
        assert "price year not stated" in table.title
        assert len({len(row) for row in table.rows} | {len(table.columns)}) == 1


def test_the_picture_is_the_same_twice_and_says_what_it_shows(compared):
    one, two = (money_picture(compared, compared.money()) for _ in range(2))
    assert one.svg == two.svg
    assert one.title in one.alt
    assert one.tables


def test_the_page_has_the_money_once_and_a_free_place_has_none(compared, tmp_path):
    view = view_of(compared, (), ())
    assert [part.anchor for part in view.parts].count("money") == 1
    files = written(tmp_path, five=QUEUE.format(beds=5), six=QUEUE.format(beds=6))
    free = compare_arms(arms(*files, sets=()), Batch(replications=2, seed=1))
    assert list(money_parts(free)) == []


def test_figures_are_rounded_to_their_half_width():
    assert spanned(0.0002, 0.33, 6, 365).text == "0 ± 120"
    assert spanned(12.7022, 2.8048, 6, 365).text == "4,600 ± 1,000"
    assert spanned(3.0, 0.0, 6).text == "3"


def test_payers_of_a_place_have_the_names_it_gives_them(compared):
    names = payer_names(compared)
    assert names["nhs_community"] == "NHS community"
    assert names["not_said"] == "Not said who pays"


def ratio(says, value, low, high):
    return Ratio(says, 8, 0.0, 0.0, 0.0, 0.0, value, low, high, 1)


NAN = float("nan")
RATIOS = [
    (ratio(RatioSays.COSTS, 514.2, 402.1, 669.9), "£510", "£400 to £670"),
    (ratio(RatioSays.COSTS, -86.1, -184.5, 82.2), f"{MINUS}£90", f"{MINUS}£180 to £80"),
    (ratio(RatioSays.CHEAPER_AND_BETTER, NAN, NAN, NAN), "costs less and avoids more", ""),
    (ratio(RatioSays.SAME, NAN, NAN, NAN), "no difference, so no ratio", ""),
    (ratio(RatioSays.SAVES_FOR_WORSE, 30.0, 20.0, 45.0), "£30 saved for each added", "£20 to £45"),
]


@pytest.mark.parametrize(("found", "cell", "interval"), RATIOS)
def test_a_ratio_in_words(found, cell, interval):
    assert ratio_cell(found, "£").text == cell
    assert ratio_interval(found, "£").startswith(interval)
    assert ("a saving" in ratio_interval(found, "£")) == (found.low < 0)
