"""Measures where need comes back while a patient waits, worked out by hand."""

from __future__ import annotations

import dataclasses

import pytest

from simulator.engine.journeys import Exit
from simulator.network.network import HOUR
from simulator.results import checks
from simulator.results.delay_part import delay_parts
from simulator.results.measures import measures
from simulator.results.midnight import midnights
from simulator.results.run import Run
from tests.results.place import NOTHING, SMALL, Journey, handoff, leave, run, stay, value

LASTS = {"acute": {"per_day": 0.1, "lasts": "1 day"}}
GROUPS = {name: {**group, "relapse": LASTS} for name, group in SMALL["patient_groups"].items()}
ACUTE = {"care_setting": "acute"}


def relapsed(at, since, until=-1):
    return dataclasses.replace(at, relapsed=since, ready_again=until)


# Waits for assessment from 105, relapsed from 112 to 125, for assessment again until 130, then for
# a bed. The second is still relapsed at the end; the third dies in a relapse.
JOURNEYS = (
    Journey("older", "bed", 50, 210, Exit.LEFT, [
        relapsed(stay(50, 50, 50, 100, 105, 170, 0), 112, 125),
        handoff(105, 110, 130),
        handoff(105, 105, 120),
        stay(130, 168, 170, 210, 210, 210, 2),
        leave(210),
    ]),
    Journey("younger", "bed", 60, -1, Exit.OPEN, [
        relapsed(stay(60, 60, 60, 250, 252, -1, 1), 260),
        handoff(252),
        handoff(252, 252, 270),
        NOTHING,
        NOTHING,
    ]),
    Journey("younger", "home", 150, 190, Exit.DIED, [
        relapsed(stay(150, 150, 150, 170, 172, 190, 0), 180),
        leave(),
    ]),
)  # fmt: skip


CASES = [
    # Three in ten days, and the hours relapsed within the window.
    ("relapses", "per_day", ACUTE, 3 / 10),
    ("relapses", "mean", ACUTE, (13 + (288 - 260) + 10) / 240),
]


def relapsing() -> Run:
    return run(JOURNEYS, patient_groups=GROUPS)


@pytest.fixture(scope="module")
def of() -> Run:
    return relapsing()


def test_delay_is_cut_at_the_relapse_and_goes_on_when_ready_again(of):
    parts = delay_parts(of)
    spans = zip(
        parts.stay.tolist(), parts.begin // HOUR, parts.finish // HOUR, parts.handoff, strict=True
    )
    assert [tuple(map(int, each)) for each in spans] == [
        (0, 105, 112, 0),
        (0, 125, 130, 0),
        (0, 130, 170, -1),
        (2, 252, 260, 0),
        (3, 172, 180, -1),
    ]


def test_reasons_add_up_and_every_exact_check_passes(of):
    found = {check.name: check for check in checks.check_run(of)}
    for name in ("journeys_add_up", "times_in_order", "delay_adds_up", "bed_days_are_census"):
        assert found[name].passed, found[name]
    # 52, 8 and 8 hours.
    assert found["delay_adds_up"].figure == f"{68 / 24:.6f} of {68 / 24:.6f} days; 0 stays off"


def test_the_relapse_is_all_that_is_taken_off(of):
    """The same journeys, had need not come back."""
    record = dataclasses.replace(of.journeys, relapsed=of.journeys.relapsed * 0 - 1)
    other = Run(of.scenario, of.network, of.patients, record, of.window)
    assert checks.delay_adds_up(other).figure.startswith(f"{(65 + 36 + 18) / 24:.6f}")


def test_bed_days_of_delay_by_reason(of):
    assert value(of, "delayed_bed_days", "total", **ACUTE) * 24 == pytest.approx(68)
    where = {**ACUTE, "reason": "A"}
    assert value(of, "delayed_bed_days", "total", **where) * 24 == pytest.approx(12 + 8)
    where = {**ACUTE, "reason": "C"}
    assert value(of, "delayed_bed_days", "total", **where) * 24 == pytest.approx(40)


def test_length_of_delay_is_without_the_relapse(of):
    """52 hours of one, 8 of another; the third is not over."""
    assert value(of, "delay_length", "mean", **ACUTE) * 24 == pytest.approx(30)
    assert value(of, "length_of_stay", "mean", **ACUTE) * 24 == pytest.approx((120 + 40) / 2)


def test_nobody_relapsed_counts_as_no_longer_needing_the_bed(of):
    """Midnights 120 to 288: ready and not relapsed at 144, 168; dead or relapsed at the others."""
    nctr = midnights(of).nctr[:2].sum(axis=0)
    assert nctr.tolist() == [0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def test_the_ready_date_is_that_of_being_ready_again(of):
    """Ready again on the day from 120, left on that from 168: two days, not three."""
    assert value(of, "days_after_ready_date", "mean", **ACUTE) == pytest.approx(2)


@pytest.mark.parametrize(("measure", "statistic", "where", "answer"), CASES)
def test_relapses_are_counted_with_the_time_in_them(of, measure, statistic, where, answer):
    assert value(of, measure, statistic, **where) == pytest.approx(answer)


def test_where_nobody_may_relapse_there_is_no_such_row():
    assert measures(run(), ["relapses"]).keys == ()
