"""Durations, hours and laws: what they print reads back, and what they refuse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from simulator.scenario.handoff import Handoff
from simulator.scenario.law import Law
from simulator.scenario.quantities import LONGEST_DAYS, Duration, Moments, WeeklyHours
from simulator.scenario.schema import DELAY_REASONS, Scenario

UNITS = ["minute", "hour", "day", "week", "working day", "working hour"]


@given(st.floats(0, 10_000), st.sampled_from(UNITS))
def test_a_duration_prints_as_it_reads(amount, unit):
    duration = Duration(amount, unit)
    assert Duration.parse(str(duration)) == duration


@pytest.mark.parametrize("text", ["-1 day", "5", "5days", "five days", "1e9 days", "nan days", ""])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(PydanticCustomError):
        Duration.parse(text)
    assert not Duration.reads(text)


def test_the_longest_duration_fits_in_whole_microseconds():
    assert Duration.parse(f"{LONGEST_DAYS} days").microseconds < 2**63


def test_hours_take_the_dash_of_a_word_processor_and_short_hours():
    assert WeeklyHours.parse("mon–fri 9:00–17:00").windows == (
        *[((540, 1020),)] * 5,
        *[()] * 2,
    )


@pytest.mark.parametrize("text", ["mon 24:00-06:00", "mon 09:00", "09:00-17:00", "mon 25:00-26:00"])
def test_what_are_no_hours_is_refused(text):
    with pytest.raises(PydanticCustomError):
        WeeklyHours.parse(text)


def test_midnight_at_the_end_of_a_day_is_no_moment_of_it():
    with pytest.raises(PydanticCustomError):
        Moments.parse("mon 24:00")
    assert Moments.parse("tue 00:00").minutes[1] == (0,)


@pytest.mark.parametrize(
    ("law", "says"),
    [
        ({"family": "gamma", "quantiles": {0.5: "1 day"}}, "fixed by 2 of quantiles"),
        ({"family": "weibull", "quantiles": {0: "1 day", 0.9: 2}}, "levels between 0 and 1"),
        ({"family": "gamma", "quantiles": {0.5: "1 day", 0.9: 1}}, "different values"),
        ({"family": "empirical", "quantiles": {0: "1 day", 0.9: 2}}, "need 0 and 1"),
        ({"family": "gamma", "quantiles": {"0.5": "1 day", "0.50": 2}}, "given twice"),
        (
            {
                "family": "mixture",
                "components": [
                    {"share": 0.5, "family": "deterministic", "value": "1 day"},
                    {"share": 0.5, "family": "deterministic", "value": "1 working day"},
                ],
            },
            "mixes the two",
        ),
    ],
)
def test_a_law_that_is_not_fixed_is_refused(law, says):
    with pytest.raises(ValidationError, match=says):
        Law.model_validate(law)


def test_an_amount_that_cannot_be_read_is_one_fault_however_many_stand_beside_it():
    with pytest.raises(ValidationError) as caught:
        Law.model_validate({"family": "lognormal", "mean": "6 dayz", "sd": 5})
    assert [error["loc"] for error in caught.value.errors()] == [("mean",)]


@pytest.mark.parametrize(
    "more",
    [
        {"at_close": "pause"},
        {"capacity_changes": [{"starts": "2025-04-01", "add": 1}]},
    ],
)
def test_what_only_staff_can_have_is_refused_without_staff(more):
    handoff = {"delay_reason": "A", "lead_time": "2 days"}
    assert Handoff.model_validate(handoff)
    with pytest.raises(ValidationError, match="for a handoff by staff"):
        Handoff.model_validate({**handoff, **more})


def test_own_delay_reasons_are_added_to_the_published_ones():
    given = {"Z": "Awaiting transport", "I": "Homeless"}
    reasons = Scenario._besides_the_published(given)
    assert reasons == {**DELAY_REASONS, **given}
