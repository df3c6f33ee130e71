"""Money on the page of a comparison: words, tables and picture 13."""

from __future__ import annotations

import dataclasses

import pytest

from simulator.experiment.comparison import compare_arms
from simulator.experiment.money import money_of
from simulator.experiment.money_basis import Basis
from simulator.report.comparison_page import view_of
from simulator.report.estimate import MINUS
from simulator.report.money_part import money_parts
from simulator.report.money_picture import money_picture
from simulator.report.money_words import (
    finding,
    only_room,
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
from tests.experiment.test_money import (
    AFTER,
    BEFORE,
    FLAT,
    SPLIT,
    added,
    by_hand,
    measured,
    place,
)


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
        "Somebody pays more in 2 of 2 scenarios, and somebody gains without closing a further bed "
        "in 0"
    )
    beds = tuple(dataclasses.replace(each, whole=3, closed=0) for each in money.beds)
    room = dict.fromkeys([Basis.ROOM, Basis.CLOSED], money.paired[Basis.ROOM])
    none = dataclasses.replace(money, beds=beds, paired={**money.paired, **room})
    assert payer_says(none, "nhs_acute") == "room, not cash: no bed can surely be closed"
    assert finding([none], names) == (
        "Council pays more; what NHS acute would gain is room, not cash"
    )


SURE = "cannot tell: the price of Ward is not split into fixed and variable"


def test_days_added_at_a_price_that_is_not_split_are_no_gain(tmp_path):
    """Ten more beds are taken, and fewer packages save 15,000: by prices 350,000 more."""
    money = added(tmp_path, FLAT, 100, 0)
    names = {"nhs_acute": "NHS acute", "council": "Council", "": "All together"}
    assert money.paid("", Basis.PRICED).verdict is Verdict.HIGHER
    assert payer_says(money, "") == SURE
    assert payer_says(money, "nhs_acute") == SURE
    assert payer_says(money, "council") == "gains"
    assert only_room(money, "").text == f"not known: {MINUS}15 to 440"
    assert only_room(money, "nhs_acute").text.startswith("not known: 0 to ")
    assert finding([money], names) == "Council gains; of NHS acute it cannot be told"
    title = finding([money, money], names)
    assert title.endswith("further bed in 2; in 2 it cannot be told of somebody")
    (room,) = (row for row in money.ratios if row.basis is Basis.ROOM)
    assert ratio_cell(room.ratio, "£").text == "not known: a price of a bed-day is not split"


def test_days_added_at_a_price_that_is_split_cost_what_varies(tmp_path):
    money = added(tmp_path, SPLIT, 40, 60 * 60 * 365)
    assert payer_says(money, "nhs_acute") == payer_says(money, "") == "pays more"


def test_days_freed_while_others_pay_cannot_be_told_of_all_together(tmp_path):
    """Packages cost 15,000 more; nobody has said whether ten beds less in use save as much."""
    money = by_hand(tmp_path, FLAT, 100, 0)
    assert payer_says(money, "") == f"gains if 8 beds are closed, else {SURE}"


def test_what_holds_at_both_ends_is_said(tmp_path):
    """Ten more beds in use and dearer packages cost more whatever a day in a bed costs."""
    before, after = measured(AFTER, 100, 60, 0, 400), measured(BEFORE, 100, 60, 0, 450)
    (money,) = money_of(place(tmp_path), [before, after])
    assert payer_says(money, "") == "pays more"
    (room,) = (row.ratio for row in money.ratios if row.basis is Basis.ROOM)
    assert room.says is RatioSays.DEARER_AND_WORSE


def test_the_picture_draws_what_is_not_known_from_end_to_end(tmp_path):
    found = compare_arms(place(tmp_path, lead=(2, 5)), Batch(replications=4, seed=2))
    (payers,) = money_picture(found, found.money()).tables
    row = dict(zip(("NHS acute", "Council", "All together"), payers.shown, strict=True))
    assert row["NHS acute"][-1] == row["All together"][-1] == SURE
    freed = compare_arms(place(tmp_path), Batch(replications=4, seed=2))
    hollow = "stroke-dasharray"
    assert hollow in money_picture(found, found.money()).svg
    assert hollow not in money_picture(freed, freed.money()).svg


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
    (ratio(RatioSays.COSTS, -86.1, -184.5, 82.2), f"{MINUS}£86", f"{MINUS}£180 to £82"),
    # Far longer to one side: half its width is over twenty thousand.
    (ratio(RatioSays.COSTS, 643.4, 336.2, 41_788.0), "£640", "£340 to £42,000"),
    (ratio(RatioSays.AT_MOST, 643.4, NAN, 41_788.0), "at most £640", "up to £42,000"),
    (ratio(RatioSays.NOT_SPLIT, NAN, NAN, NAN), "not known: a price of a bed-day is not split", ""),
    (ratio(RatioSays.CHEAPER_AND_BETTER, NAN, NAN, NAN), "costs less and avoids more", ""),
    (ratio(RatioSays.SAME, NAN, NAN, NAN), "no difference, so no ratio", ""),
    (ratio(RatioSays.SAVES_FOR_WORSE, 30.0, 20.0, 45.0), "£30 saved for each added", "£20 to £45"),
]


@pytest.mark.parametrize(("found", "cell", "interval"), RATIOS)
def test_a_ratio_in_words(found, cell, interval):
    assert ratio_cell(found, "£").text == cell
    assert ratio_interval(found, "£").startswith(interval)
    assert ("a saving" in ratio_interval(found, "£")) == (found.low < 0)
