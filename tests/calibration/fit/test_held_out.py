"""Held-out months: what naive forecasts say, bridges over a new definition, scores, verdicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from calibration.fit import put
from calibration.fit.ask import RowsPart
from calibration.fit.bank import Bank, Runs
from calibration.fit.fitted import fit
from calibration.fit.held_out import CALIBRATED, CANNOT_TELL, Forecast, Scored, held_out
from calibration.fit.held_out_months import (
    LAST_VALUE,
    LAST_YEAR,
    SAME_MONTH,
    Bridge,
    Month,
    Series,
    bridge_of,
    series_of,
)
from calibration.fit.held_out_page import part
from calibration.fit.held_out_part import HeldOutPart
from calibration.fit.held_out_runs import Ahead, one_draw
from calibration.fit.observed import Observed
from calibration.sitrep.keep import keep
from calibration.sitrep.rows import Row, tidy
from simulator.results.measure import where
from simulator.results.measures import Key
from tests.calibration.fit.places import FIT, written

ROWS = RowsPart(measure="nctr_remaining_2022", setting="acute")
FROM = HeldOutPart.model_validate({"from": "2024-04"})


def row(first, last, value, code="RXX", **named):
    named = {"measure": "nctr_remaining_2022", "setting": "acute"} | named
    return Row(
        organisation=code,
        name=f"Trust {code}",
        level="provider",
        start=first,
        end=last,
        value=float(value),
        **named,
    )


def months(first, values, **named):
    found = pd.date_range(first, periods=len(values), freq="MS")
    return [
        row(at.date(), (at + pd.offsets.MonthEnd()).date(), value, **named)
        for at, value in zip(found, values, strict=True)
    ]


def days(first, count, value, **named):
    return [row(at.date(), at.date(), value, **named) for at in pd.date_range(first, periods=count)]


def test_naive_forecasts_know_nothing_after_the_fitted_months():
    table = tidy(months("2023-04-01", [*range(1, 13), 40.0, 50.0]))
    found = series_of(table, "RXX", ROWS, FROM, None)
    assert list(found.fitted.values()) == list(range(1, 13))
    assert [each.observed for each in found.held] == [40.0, 50.0]
    assert [each.naive[SAME_MONTH] for each in found.held] == [1.0, 2.0]
    assert {each.naive[LAST_VALUE] for each in found.held} == {12.0}
    assert {each.naive[LAST_YEAR] for each in found.held} == {6.5}


def test_a_flow_is_a_day_and_a_stated_share_is_of_every_month():
    rows = RowsPart(measure="nctr_discharged_2022", setting="acute", times=0.5)
    table = tidy(months("2024-03-01", [310.0, 300.0], measure="nctr_discharged_2022"))
    found = series_of(table, "RXX", rows, FROM, None)
    assert found.fitted == {"2024-03": 5.0}
    assert [each.observed for each in found.held] == [5.0]


def others(factor):
    """Eleven other trusts whose daily count is multiplied by a factor from 27 May 2024."""
    found = []
    for number in range(11):
        code = f"R{number:02d}"
        found += days("2024-04-29", 28, 100.0 + number, code=code)
        found += days(
            "2024-05-27", 28, factor * (100 + number), code=code, measure="nctr_remaining"
        )
    return found


def test_a_new_definition_is_bridged_by_what_it_did_to_others():
    own = [
        *months("2023-06-01", [80.0] * 10),
        *days("2024-06-01", 30, 60.0, measure="nctr_remaining"),
    ]
    table = tidy([*own, *others(0.9)])
    found = series_of(table, "RXX", ROWS, FROM, None)
    (june,) = found.held
    assert (june.first, june.last, june.observed) == (date(2024, 6, 1), date(2024, 6, 30), 60.0)
    assert june.bridge.ratio == pytest.approx(0.9)
    assert (june.bridge.others, june.bridge.sd) == (11, pytest.approx(0.0, abs=1e-12))
    assert june.naive[SAME_MONTH] == pytest.approx(72.0)
    assert "every forecast is multiplied by 0.90" in found.says[0]


def test_too_few_others_are_no_bridge():
    table = tidy([*months("2024-03-01", [80.0]), *others(0.9)[: 56 * 9]])
    assert bridge_of(table, "RXX", ROWS, "nctr_remaining") is None
    found = series_of(table, "RXX", ROWS, FROM, None)
    assert "too few other organisations" in found.says[0]


def observed(value=10.0):
    key = Key("delayed_patients", where(care_setting="acute"), "mean")
    return Observed("waiting", key, value, date(2024, 1, 1), date(2024, 3, 31), 0.0, 0.05, 0.1)


def scored(predicted, seen, same_month, half=1.0):
    held = []
    for at, (middle, value, before) in enumerate(zip(predicted, seen, same_month, strict=True)):
        naive = {SAME_MONTH: before, LAST_VALUE: 100.0, LAST_YEAR: 100.0}
        month = Month(date(2024, 4 + at, 1), date(2024, 4 + at, 28), value, naive, Bridge())
        held.append(Forecast(month, middle - half, middle, middle + half, middle))
    return Scored(observed(), Series({}, ()), tuple(held))


def test_errors_are_mean_absolute_over_the_mean_observed():
    one = scored([9, 10, 14], [10, 10, 10], [10, 12, 10])
    assert one.error == pytest.approx((1 + 0 + 4) / 3 / 10)
    assert one.naive_errors[SAME_MONTH] == pytest.approx(2 / 3 / 10)
    assert (one.covered, one.worse_than) == (2, [SAME_MONTH])


def test_calibrated_is_said_only_if_no_worse_than_each_and_not_too_narrow():
    good = scored([10, 10, 10], [10, 11, 10], [10, 10, 10])
    assert good.verdict == CALIBRATED
    worse = scored([10, 10, 12], [10, 11, 10], [10, 10, 10])
    assert worse.verdict == f"not calibrated: worse than {SAME_MONTH}"
    narrow = scored([10, 10, 10], [11, 11, 11], [12, 12, 12], half=0.5)
    assert narrow.verdict == "not calibrated: intervals too narrow"
    assert scored([10, 10], [10, 10], [10, 10]).verdict == CANNOT_TELL


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A tiny place fitted to six months, three more held out: 15 wait, and 3 leave a day."""
    folder = tmp_path_factory.mktemp("tiny")
    pairs = """\
organisation: RXX
held_out: {from: 2025-07}
targets:
  - title: waiting
    measure: delayed_bed_days
    where: {care_setting: acute, reason: E}
    rows: {measure: dtoc_delayed_days, reason: E, setting: acute}
  - title: leaving
    measure: discharges
    where: {care_setting: acute, pathway_number: '1'}
    rows: {measure: discharges_by_pathway, reason: P1}
"""
    place, _ = written(folder, fit=FIT + pairs)
    rows = []
    for at in pd.date_range("2025-01-01", periods=9, freq="MS"):
        last, many = (at + pd.offsets.MonthEnd()).date(), at.days_in_month
        delayed = {"measure": "dtoc_delayed_days", "reason": "E"}
        rows.append(row(at.date(), last, 15 * many, **delayed))
        left = {"measure": "discharges_by_pathway", "reason": "P1", "setting": ""}
        rows.append(row(at.date(), last, 3 * many, **left))
    table, _ = keep(tidy(rows), folder / "table.parquet")
    question = put(place, table, members=20)
    found = fit(question, Runs(question.base, Bank.at(folder / "bank.jsonl"), 1, question.runs))
    return found, table


def test_held_out_months_are_not_in_the_targets(tiny):
    found, _ = tiny
    assert {each.last for each in found.question.observed} == {date(2025, 6, 30)}


def test_months_of_a_steady_place_are_predicted(tiny):
    found, table = tiny
    held = held_out(found, table, draws=8)
    assert held is not None
    records = held.records()
    assert len(records) == 2 * 3
    assert {each["first"] for each in records} == {date(2025, month, 1) for month in (7, 8, 9)}
    assert [each["observed"] for each in records] == [15.0] * 3 + [3.0] * 3
    assert all(each["low"] < each["middle"] < each["high"] for each in records)
    assert sum(each["is_inside"] for each in records) >= 5
    # Figures that never change are what no model can beat.
    assert all("worse than" in each["verdict"] for each in held.verdicts())
    assert not held.is_calibrated
    assert held_out(found, table, draws=8).records() == records


def test_a_month_is_read_off_the_one_run_as_a_run_of_that_month_would_be(tiny):
    """July alone, after as long a run before it, against July within three months."""
    found, _ = tiny
    july, august = (date(2025, 7, 1), date(2025, 7, 31)), (date(2025, 8, 1), date(2025, 8, 31))
    base, z = found.question.base, found.ensemble.z[0]
    both = one_draw(Ahead(base, (july, august)), z, 5)
    alone = one_draw(Ahead(base, (july,)), z, 5)
    assert both.shape == (2, 2)
    assert np.isfinite(both).all()
    assert both[0] == pytest.approx(alone[0])


def test_without_held_out_months_there_is_nothing_to_say(tiny):
    found, table = tiny
    says = found.question.ask.says.model_copy(update={"held_out": None})
    question = replace(found.question, ask=replace(found.question.ask, says=says))
    assert held_out(replace(found, question=question), table) is None


def test_the_part_of_a_page_says_what_was_found(tiny):
    found, table = tiny
    held = held_out(found, table, draws=4)
    text = part(held)
    assert 'id="held-out"' in text
    assert "0 of 2 targets are calibrated" in " ".join(text.replace("\xa0", " ").split())
    assert text == part(held)
