"""Rules about closures and rosters: each finds its fault and says where and what."""

from __future__ import annotations

import copy

import pytest

from simulator.errors import InputError
from simulator.sampling.distributions import distribution, law_mean
from simulator.scenario import checks
from simulator.scenario.describe import describe
from simulator.scenario.load import dump, load_text
from tests.scenario.test_checks import GOOD

SHIFTS = {
    "day": {"hours": "mon-sun 07:00-19:30", "nurses": 2, "beds_per_nurse": 5},
    "night": {"hours": "mon-sun 19:30-07:00", "nurses": 2, "beds_per_nurse": 5},
}
UNIT = {
    "bay_beds": 5,
    "closures": {
        "outbreak": {"per_year": 2, "lasts": {"family": "exponential", "mean": "9 days"}},
        "bay": {"per_year": 3, "bays": 2, "lasts": "6 days"},
    },
    "staffing": {
        "shifts": SHIFTS,
        "absence": 0.06,
        "absence_lasts": {"family": "exponential", "mean": "4 days"},
        "cover": 0.5,
        "least_on_shift": 2,
    },
    "capacity_changes": [
        {"starts": "2020-12-01", "ends": "2021-02-28", "every_year": True, "add": 4}
    ],
}


def place(**unit):
    said = copy.deepcopy(GOOD)
    said["care_settings"]["community"]["units"][1].update(copy.deepcopy(UNIT) | unit)
    return load_text(dump(said))


def closures(**changed):
    return {"closures": {"bay": {"per_year": 3, "lasts": "6 days", **changed}}}


def roster(**changed):
    return {"staffing": UNIT["staffing"] | changed}


def shift(**changed):
    return roster(shifts=SHIFTS | {"night": SHIFTS["night"] | changed})


def test_a_place_with_all_of_it_is_right():
    loaded = place()
    assert checks.check(loaded, (), distribution) == []
    assert checks.warn(loaded, law_mean) == []


HERE = "care_settings.community.units[Second]"


@pytest.mark.parametrize(
    ("unit", "path", "says"),
    [
        (closures(bays=3), "closures.bay.bays", "takes 15 of the 10"),
        (closures(out_of_use=11), "closures.bay.out_of_use", "takes 11 of the 10"),
        ({**closures(bays=1), "bay_beds": None}, "closures.bay.bays", "how large"),
        (closures(lasts="2 working days"), "closures.bay.lasts", "working time"),
        (roster(absence_lasts="1 working day"), "staffing.absence_lasts", "working time"),
        (shift(hours="mon-sun 20:00-07:00"), "staffing.shifts", "mon at 19:30: 0; with fewer"),
        (shift(nurses=1), "staffing.shifts", "on mon at 00:00: 1;"),
        (roster(shifts=SHIFTS | {"x": SHIFTS["day"] | {"hours": "never"}}),
         "staffing.shifts.x.hours", "never on duty"),
    ],
)  # fmt: skip
def test_what_cannot_be_run_is_found_and_said(unit, path, says):
    with pytest.raises(InputError) as refused:
        place(**unit)
    (problem,) = refused.value.problems
    assert (problem.path, says in problem.says) == (f"{HERE}.{path}", True), problem
    assert problem.do
    assert problem.place.line > 1


def test_nurses_are_rostered_to_beds_only():
    said = copy.deepcopy(GOOD)
    said["care_settings"]["community"]["kind"] = "places"
    for unit in said["care_settings"]["community"]["units"]:
        unit["places"] = unit.pop("beds")
    said["care_settings"]["community"]["units"][1] |= {"staffing": UNIT["staffing"]}
    with pytest.raises(InputError) as refused:
        load_text(dump(said))
    assert [problem.path for problem in refused.value.problems] == [f"{HERE}.staffing"]


@pytest.mark.parametrize(
    ("unit", "path", "says"),
    [
        (shift(beds_per_nurse=4.9), "staffing.shifts.night", "allows 9 of the 10"),
        (closures(per_year=80), "closures.bay.per_year", "1.3 closures"),
    ],
)
def test_what_may_be_a_slip_is_warned_of(unit, path, says):
    (problem,) = checks.warn(place(**unit), law_mean)
    assert (problem.path, says in problem.says) == (f"{HERE}.{path}", True), problem


def test_shifts_that_overlap_are_not_said_to_open_too_few():
    long = {"hours": "mon-sun 07:00-20:00", "nurses": 1, "beds_per_nurse": 5}
    late = {**SHIFTS["day"], "hours": "mon-sun 07:00-20:00"}
    assert checks.warn(place(**roster(shifts=SHIFTS | {"long": long, "late": late}))) == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"closures": {"bay": {"per_year": 1, "lasts": "1 day", "bays": 1, "out_of_use": 2}}},
         "not both"),
        ({"closures": {"bay": {"per_year": 1, "lasts": "1 day", "by_month": [0] * 12}}},
         "above 0"),
        ({"closures": {"bay": {"per_year": 1, "lasts": "1 day", "bays": 0}}}, "0"),
        ({"staffing": {"shifts": SHIFTS, "cover": 0.5}}, "nobody is absent"),
        ({"staffing": {"shifts": SHIFTS, "absence": 1}}, "1"),
        ({"staffing": {"shifts": {}}}, "shifts"),
    ],
)  # fmt: skip
def test_what_says_nothing_sensible_cannot_be_read(changed, says):
    with pytest.raises(InputError, match=says):
        place(**changed)


def test_a_closure_or_a_shift_is_changed_by_its_name():
    text = dump(place().resolved)
    sets = (f"{HERE}.closures.outbreak.per_year=4", f"{HERE}.staffing.shifts.night.nurses=3")
    unit = load_text(text, sets=sets).scenario.care_settings["community"].units[1]
    assert unit.closures["outbreak"].per_year == 4
    assert unit.staffing is not None
    assert [each.nurses for each in unit.staffing.shifts.values()] == [2, 3]


def test_all_of_it_is_told_in_words():
    told = [line.strip() for line in describe(place()).splitlines()]
    expected = [
        "every year: 4 more from 1 December to 28 February",
        "outbreak: closes to all who come 2 times a year, for exponential mean 9 days",
        "bay: closes 2 bays (10 beds) 3 times a year, for 6 days",
        "day (mon-sun 07:00-19:30): 2 nurses, each for 5 beds",
        "night (mon-sun 19:30-07:00): 2 nurses, each for 5 beds",
        "6 % of nurses absent, for exponential mean 4 days, 50 % of absences covered, takes nobody "
        "with fewer than 2 nurses",
    ]
    assert [line for line in told if line in expected] == expected
