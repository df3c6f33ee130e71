"""What is varied: reading bounds, what is set in which scenario, and what is refused."""

from __future__ import annotations

import pytest

from simulator.errors import InputError
from simulator.experiment.prepare import prepare
from simulator.experiment.span import assumed, spans_of
from tests.experiment.compared import child, written
from tests.experiment.place import SHORT, SMALL, loaded

BEDS = "care_settings.acute.units.General and acute.beds"
STAFF = "handoffs.assessment.staff"
STAYS = "care_settings.community.length_of_stay"


@pytest.fixture(scope="module")
def changed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("span")
    (file,) = written(folder, changed=child(f"{{path: {BEDS}, set: 36}}"))
    return prepare(file, SHORT)


def span(text, other=None):
    (found,) = spans_of([text], loaded(), other or loaded())
    return found


def test_bounds_and_what_is_given(changed):
    found = span(f"{STAFF}=1..5", changed)
    assert (found.low, found.high, found.given, found.unit) == (1, 5, 3, "")
    assert found.points == [1, 3, 5]
    assert (found.in_first, found.in_second, found.is_whole) == (True, True, True)
    assert found.sets(loaded(), 5) == (f"{STAFF}=5",)
    assert found.sets(loaded(), 3) == ()
    assert found.nearest(2.7) == 3


def test_what_a_scenario_changes_is_varied_in_it_only(changed):
    found = span(f"{BEDS}=30..40", changed)
    assert (found.in_first, found.in_second, found.given) == (False, True, 36)


def test_given_outside_the_bounds_is_no_point_between():
    assert span(f"{STAFF}=5..9").points == [5, 9]


def test_durations_keep_their_unit():
    found = span(f"{STAYS}.mean=10..20 days")
    assert (found.low, found.high, found.unit, found.given) == (10, 20, "day", 14)
    assert found.sets(loaded(), 12.5) == (f"{STAYS}.mean=12.5 day",)
    assert found.nearest(12.3456789) == 12.3457


def test_a_share_is_of_what_each_scenario_says(changed):
    found = span(f"{BEDS}=±25%", changed)
    assert (found.low, found.high, found.given, found.unit) == (75, 125, 100, "%")
    assert (found.in_first, found.in_second) == (True, True)
    setting = "care_settings.acute.units[General and acute].beds"
    assert found.sets(loaded(), 75) == (f"{setting}=45",)
    assert found.sets(changed, 75) == (f"{setting}=27",)
    # Whole numbers are rounded.
    assert found.sets(changed, 79) == (f"{setting}=28",)
    assert span(f"{BEDS}=80%..120%").low == 80


def test_a_law_is_scaled_as_a_whole():
    sets = span(f"{STAYS}=±50%").sets(loaded(), 150)
    assert set(sets) == {f"{STAYS}.mean=21 day", f"{STAYS}.sd=10.5"}
    scaled = prepare(SMALL, (*SHORT, *sets)).scenario.care_settings["community"].length_of_stay
    assert (scaled.mean.days, scaled.sd.days) == (21, 10.5)


def test_several_values_by_a_share():
    found = span("patient_groups.*.arrivals.per_day=±10%")
    sets = found.sets(loaded(), 110)
    assert sets == (
        "patient_groups.older.arrivals.per_day=4.4",
        "patient_groups.younger.arrivals.per_day=6.6",
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"{STAFF}", "between which two values"),
        (f"{STAFF}=3", "between which two values"),
        (f"{STAFF}=a..b", "between which two values"),
        (f"{STAFF}=5..1", "lower end comes first"),
        (f"{STAFF}=1.5..3", "whole number"),
        (f"{STAFF}=±0%", "above 0"),
        (f"{STAFF}=1 days..2 days", "stated in plain numbers"),
        (f"{STAYS}.mean=10..20", "stated in day"),
        (f"{STAYS}.mean=10 days..3 weeks", "different units"),
        (f"{STAYS}.mean=10..20 fortnights", "no unit of time"),
        (f"{STAYS}=10..20 days", "not the same"),
        ("patient_groups.*.arrivals.per_day=1..9", "not the same"),
        ("nothing.there=1..2", "neither scenario states"),
        ("a..=1..2", "no path"),
        ("handoffs.equipment.lead_time=±20%", "only numbers, durations and laws"),
        ("pathways.home=1..2", "only numbers, durations and laws"),
        ("care_settings.acute.kind=1..2", "only numbers, durations and laws"),
    ],
)
def test_what_cannot_be_varied(text, says):
    with pytest.raises(InputError, match=says) as error:
        span(text)
    assert all(problem.do for problem in error.value.problems)


def test_all_problems_at_once():
    with pytest.raises(InputError) as error:
        spans_of([f"{STAFF}=1", f"{BEDS}=9..1"], loaded(), loaded())
    assert len(error.value.problems) == 2
    with pytest.raises(InputError, match="varied twice"):
        spans_of([f"{STAFF}=1..2", f"{STAFF}=1..3"], loaded(), loaded())
    with pytest.raises(InputError, match="at most 16"):
        spans_of([f"{STAFF}=1..{n}" for n in range(2, 20)], loaded(), loaded())


def test_what_is_varied_if_nothing_is_named():
    # The equipment's law is a mixture, which cannot be scaled.
    assert list(assumed(loaded())) == ["handoffs.assessment.task=±20%"]
