"""The money of a comparison: worked out by hand from made-up measures, and of runs."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simulator.experiment.arm import Arm
from simulator.experiment.comparison import compare_arms
from simulator.experiment.money import ACUTE_BEDS, ALL_BEDS, Money, money_frames, money_of
from simulator.experiment.money_basis import Basis
from simulator.results.measure import where
from simulator.results.measures import Key, Measured
from simulator.results.money_ratio import RatioSays
from simulator.results.verdict import Verdict
from simulator.scenario.schema import Batch
from tests.experiment.compared import arms, written

PLACE = """
schema_version: 1
title: {title}
calendar: {{start: 2025-01-01, warm_up: 20 days, run_for: 60 days, bank_holidays: none}}
patient_groups:
  everyone:
    arrivals: {{per_day: 4}}
    pathways: {{home: 1}}
    length_of_stay: {{ward: {{family: exponential, mean: 5 days}}}}
care_settings:
  ward:
    kind: beds
    acute: true
    {more}
    cost: {{paid_by: nhs_acute, {cost}}}
    units: [{{name: Ward, beds: {beds}, bay_beds: 4}}]
handoffs:
  package: {{delay_reason: E, lead_time: {lead} days, cost: {{paid_by: council, per_start: 300}}}}
pathways:
  home: [{{stay: ward}}, {{handoff: package}}, {{leave: home}}]
"""
FLAT, SPLIT = "per_occupied_day: 100", "per_occupied_day: 40, per_open_day: 60"


def place(
    folder: Any, cost: str = FLAT, beds: tuple[int, int] = (60, 60), lead: tuple[int, int] = (5, 2)
) -> tuple[Arm, ...]:
    """Two scenarios: packages come sooner in the second."""
    texts = {
        name: PLACE.format(title=name, cost=cost, beds=beds[at], lead=lead[at], more="")
        for at, name in enumerate(("before", "after"))
    }
    return arms(*written(folder, **texts), sets=())


WARD = {"care_setting": "ward"}
OCCUPIED = {**WARD, "band": "occupied days"}


def measured(
    taken: list[float], price: float, opened: float, fixed: float, starts: float
) -> list[Measured]:
    """Measures of made-up replications: beds taken on average at a price of a day."""
    rows = []
    for beds in taken:
        days, packages = beds * 365 * price, starts * 300
        acute = days + fixed
        figures = {
            Key("cost", where(), "per_year"): acute + packages,
            Key("cost", where(**WARD), "per_year"): acute,
            Key("cost", where(**OCCUPIED), "per_year"): days,
            Key("cost", where(handoff="package"), "per_year"): packages,
            Key("cost_paid", where(organisation="nhs_acute"), "per_year"): acute,
            Key("cost_paid", where(organisation="nhs_acute", **WARD), "per_year"): acute,
            Key("cost_paid", where(organisation="nhs_acute", **OCCUPIED), "per_year"): days,
            Key("cost_paid", where(organisation="council"), "per_year"): packages,
            Key("occupancy", where(**WARD), "mean"): beds / opened,
            Key("open_places", where(**WARD), "mean"): opened,
            Key("delayed_bed_days", where(**WARD), "per_day"): beds / 2,
        }
        rows.append(Measured(tuple(figures), np.array(list(figures.values()))))
    return rows


BEFORE, AFTER = [50.0, 52, 51, 53], [40.0, 41, 42, 43]
# Freed: 10, 11, 9, 10, so 10 with a half-width of t (0.975 over 2, 3 degrees) x sd / 2.
HALF = 4.1765 * math.sqrt(2 / 3) / 2


def by_hand(folder: Any, cost: str, price: float, fixed: float) -> Money:
    before = measured(BEFORE, price, 60, fixed, 400)
    after = measured(AFTER, price, 60, fixed, 450)
    (money,) = money_of(place(folder, cost), [before, after])
    return money


def added(folder: Any, cost: str, price: float, fixed: float) -> Money:
    """The other way round: ten more beds taken, and packages for 15,000 less."""
    before = measured(AFTER, price, 60, fixed, 450)
    after = measured(BEFORE, price, 60, fixed, 400)
    (money,) = money_of(place(folder, cost), [before, after])
    return money


def test_days_added_at_a_price_of_the_whole_day_are_not_free(tmp_path):
    """They cost between nothing and all of their price, and as a figure all of it."""
    money = added(tmp_path, FLAT, 100, 0)
    assert money.paid("nhs_acute", Basis.ROOM).difference == pytest.approx(10 * 365 * 100)
    assert money.least_paid("nhs_acute").difference == 0
    assert money.paid("", Basis.ROOM).difference == pytest.approx(10 * 365 * 100 - 15_000)
    assert money.least_paid("").difference == pytest.approx(-15_000)
    assert not money.is_told("nhs_acute")
    assert not money.is_told("")
    assert money.not_split("") == money.not_split("nhs_acute") == ["ward"]
    says = {row.basis: row.ratio.says for row in money.ratios}
    assert says[Basis.PRICED] is RatioSays.DEARER_AND_WORSE
    assert says[Basis.ROOM] is says[Basis.CLOSED] is RatioSays.NOT_SPLIT


def test_beds_freed_by_hand_at_the_price_of_a_whole_day(tmp_path):
    money = by_hand(tmp_path, FLAT, 100, 0)
    (beds,) = money.beds
    assert (beds.taken.difference, beds.empty.difference) == pytest.approx((-10, 10))
    assert beds.taken.half_width == pytest.approx(HALF, rel=1e-4)
    # At least 8.29 are free: 8 whole beds, two bays of four.
    assert (beds.whole, beds.closed) == (8, 8)
    assert beds.if_closed == 8 * 100 * 365
    assert not beds.is_room_known
    assert beds.occupancy(of_reference=True) == pytest.approx(51.5 / 60)
    assert beds.occupancy(closed=8) == pytest.approx(41.5 / 52)


def test_who_gains_and_pays_by_hand_at_the_price_of_a_whole_day(tmp_path):
    money = by_hand(tmp_path, FLAT, 100, 0)
    assert money.payers == ("nhs_acute", "council")
    by = {basis: money.paid("nhs_acute", basis).difference for basis in Basis}
    assert by[Basis.PRICED] == pytest.approx(-10 * 365 * 100)
    # Nobody has said what an empty bed saves; two bays closed save their days in full.
    assert by[Basis.ROOM] == 0
    assert by[Basis.CLOSED] == pytest.approx(-8 * 365 * 100)
    assert not money.is_told("nhs_acute")
    assert money.is_told("council")
    for basis in Basis:
        council = money.paid("council", basis)
        assert council.difference == pytest.approx(50 * 300)
        assert money.paid("", basis).difference == pytest.approx(by[basis] + 50 * 300)


def test_who_gains_and_pays_by_hand_at_a_price_that_is_split(tmp_path):
    """60 beds open at 60 a day whatever happens; 40 a day more where somebody is in one."""
    money = by_hand(tmp_path, SPLIT, 40, 60 * 60 * 365)
    (beds,) = money.beds
    assert beds.is_room_known
    assert beds.if_closed == pytest.approx(8 * (40 + 60) * 365)
    by = {basis: money.paid("nhs_acute", basis).difference for basis in Basis}
    assert by[Basis.PRICED] == by[Basis.ROOM] == pytest.approx(-10 * 365 * 40)
    # Closing adds what is fixed of eight beds; their days are saved already, and once only.
    assert by[Basis.CLOSED] == pytest.approx(-10 * 365 * 40 - 8 * 365 * 60)
    assert money.is_told("nhs_acute")


def test_a_ratio_by_hand(tmp_path):
    """Ten beds fewer taken, half of them by patients ready to leave, at 15,000 more in all."""
    rows = {row.basis: row for row in by_hand(tmp_path, FLAT, 100, 0).ratios}
    assert {row.place for row in rows.values()} == {ALL_BEDS}
    room = rows[Basis.ROOM].ratio
    assert (room.cost, room.avoided) == pytest.approx((15_000, 5 * 365))
    assert room.ratio == pytest.approx(15_000 / 1825)
    # What room saves is not said, so that is the most that it costs: there is no lower end.
    assert (room.says, rows[Basis.ROOM].is_most) == (RatioSays.AT_MOST, True)
    assert room.ratio < room.high
    assert math.isnan(room.low)
    assert not rows[Basis.PRICED].is_most
    assert rows[Basis.CLOSED].ratio.says is RatioSays.CHEAPER_AND_BETTER


def test_a_bed_that_a_scenario_itself_closes_is_not_closed_again(tmp_path):
    """Ten fewer are taken of ten fewer that are open: no more stand empty, and all is saved."""
    before = measured(BEFORE, 100, 60, 0, 400)
    after = measured(AFTER, 100, 50, 0, 400)
    (money,) = money_of(place(tmp_path, beds=(60, 50)), [before, after])
    assert (money.beds[0].whole, money.beds[0].closed) == (0, 0)
    for basis in Basis:
        assert money.paid("", basis).difference == pytest.approx(-10 * 365 * 100)
    assert money.is_told("nhs_acute")


def test_what_only_one_scenario_has_costs_nothing_in_the_other(tmp_path):
    before = measured(BEFORE, 100, 60, 0, 400)
    gone = Key("cost_paid", where(organisation="council"), "per_year")
    kept = [at for at, key in enumerate(before[0].keys) if key != gone]
    without = [Measured(tuple(each.keys[at] for at in kept), each.values[kept]) for each in before]
    (money,) = money_of(place(tmp_path), [without, before])
    assert money.paid("council", Basis.PRICED).difference == 400 * 300


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    return compare_arms(place(tmp_path_factory.mktemp("ran")), Batch(replications=4, seed=2))


def test_a_scenario_against_itself_moves_no_money_and_has_no_ratio(tmp_path):
    same, _ = place(tmp_path)
    (money,) = compare_arms((same, same), Batch(replications=3, seed=2)).money()
    for basis in Basis:
        paired = money.paired[basis]
        assert (paired.difference == 0).all()
        assert (paired.half_width == 0).all()
        assert money.paid("", basis).verdict is Verdict.SAME
    assert {row.ratio.says for row in money.ratios} == {RatioSays.SAME}
    assert all(math.isnan(row.ratio.ratio) for row in money.ratios)
    assert [(each.whole, each.closed) for each in money.beds] == [(0, 0)]


def test_a_run_frees_beds_by_what_packages_come_sooner(ran):
    """Three days sooner for four patients a day free twelve beds (Little's law)."""
    (money,) = ran.money()
    (beds,) = money.beds
    assert beds.taken.difference == pytest.approx(-12, abs=2 * beds.taken.half_width)
    assert beds.taken.half_width < 2
    assert 0 < beds.closed <= beds.whole <= 12
    assert beds.closed % 4 == 0
    (ratio,) = (row.ratio for row in money.ratios if row.basis is Basis.PRICED)
    assert ratio.avoided == pytest.approx(12 * 365, abs=2 * ratio.avoided_half_width)


def test_payers_places_and_kinds_add_up_in_differences_too(ran):
    frame = money_frames(ran.money())["money"]
    for basis, rows in frame.groupby("basis"):
        is_whole = (rows["care_setting"] == "") & (rows["handoff"] == "") & (rows["band"] == "")
        is_cost = rows["measure"] == "cost"
        (total,) = rows[is_whole & is_cost & (rows["organisation"] == "")].to_dict("records")
        parts = {"payer": rows[is_whole & ~is_cost]}
        if basis == Basis.PRICED:
            parts["place"] = rows[is_cost & ~is_whole]
            is_kind = (rows["band"] != "") & (rows["organisation"] == "")
            parts["kind"] = rows[is_kind & (rows["care_setting"] == "")]
        for part in parts.values():
            for figure in ("reference", "other", "difference"):
                assert part[figure].sum() == pytest.approx(total[figure], rel=1e-9, abs=1e-3)


def test_tables_are_tidy(ran):
    frames = money_frames(ran.money())
    assert set(frames) == {"money", "money_beds", "money_ratios"}
    keys = ["scenario", "basis", "measure", "care_setting", "handoff", "organisation", "band"]
    assert not frames["money"].duplicated(keys).any()
    assert not frames["money_ratios"].duplicated(["scenario", "basis", "delayed_in"]).any()
    assert set(frames["money_ratios"]["delayed_in"]) <= {ACUTE_BEDS, ALL_BEDS}


def test_one_replication_closes_no_bed_and_tells_nothing(tmp_path):
    (money,) = compare_arms(place(tmp_path), Batch(replications=1, seed=2)).money()
    assert money.closed == 0
    assert {row.ratio.says for row in money.ratios} == {RatioSays.CANNOT_TELL}
