"""Nurses absent by chance: binomial by date and shift, and the beds that those present allow."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from simulator.network.network import DAY, HOUR
from simulator.sampling.mean_open import mean_open
from simulator.sampling.rare import key_of
from tests.sampling.wards import SHIFTS, level, mean, paths, place
from tests.theory.interval import mean_interval

DAYS = 1000
SPELLS = {"family": "gamma", "mean": "4 days", "sd": 5}


def ward(**roster):
    return {"staffing": {"shifts": SHIFTS, **roster}}


def present(wards, replication=1):
    """Nurses present in each shift of the first ward, by shift."""
    (unit,) = wards.conditions.units
    return [shift.present(key_of(1, replication, unit.key)) for shift in unit.shifts]


@pytest.mark.parametrize(
    ("roster", "absent"),
    [
        ({"absence": 0.2}, 0.2),
        ({"absence": 0.3, "cover": 0.6}, 0.3 * 0.4),
        ({"absence": 0.2, "absence_lasts": SPELLS}, 0.2),
        ({"absence": 0.3, "absence_lasts": SPELLS, "cover": 0.6}, 0.3 * 0.4),
    ],
    ids=["by shift", "covered", "in spells", "in spells, covered"],
)
def test_nurses_present_are_binomial(roster, absent):
    """Mean and variance over replications, of a shift far apart enough to be independent."""
    wards = place(ward(**roster), days=60)
    day = np.array([present(wards, n)[0][[5, 55]] for n in range(300)])
    expected = stats.binom(4, 1 - absent)
    assert expected.mean() in mean_interval(day.mean(axis=1))
    squared = (day - expected.mean()) ** 2
    assert expected.var() in mean_interval(squared.mean(axis=1))


def test_absence_without_spells_is_independent_from_shift_to_shift():
    day, night = present(place(ward(absence=0.3), days=4000))
    for one, other in ((day[1:], day[:-1]), (day, night[: len(day)])):
        assert abs(stats.pearsonr(one, other).statistic) < 4 / np.sqrt(len(one))


def test_a_spell_goes_on_for_as_long_as_was_said():
    """A nurse absent now is absent after t where the spell lasts (M/G/infinity, exponential)."""
    lasts = {"family": "exponential", "mean": "4 days"}
    one = {"day": {**SHIFTS["day"], "nurses": 1, "beds_per_nurse": 24}}
    shifts = {**one, "night": {**SHIFTS["night"], "nurses": 1, "beds_per_nurse": 24}}
    wards = place(ward(shifts=shifts, absence=0.2, absence_lasts=lasts), days=4000)
    ratios = []
    for number in range(30):
        is_absent = present(wards, number)[0] == 0
        ratios.append([(is_absent[2:] & is_absent[:-2]).mean(), is_absent.mean()])
    both, single = np.mean(ratios, axis=0)
    rate = -np.log(0.8)
    # Neither absent: no spell under way at either time.
    neither = np.exp(-rate * (2 - np.exp(-2 / 4)))
    assert 1 - 2 * 0.8 + neither in mean_interval([pair[0] for pair in ratios])
    assert both > 2 * single**2


def test_beds_are_those_that_nurses_present_allow_no_more_than_there_are():
    wards = place(ward(absence=0.3))
    day, night = present(wards)
    path = paths(wards)[0]
    dates = np.arange(DAYS)
    # The first night is that of the evening before the run.
    assert np.array_equal(level(path, dates * DAY + 12 * HOUR), np.minimum(24, 6 * day[:DAYS]))
    nights = np.minimum(24, 8 * night[: DAYS + 1])
    assert np.array_equal(level(path, dates * DAY + 3 * HOUR), nights[:-1])
    assert np.array_equal(level(path, dates * DAY + 22 * HOUR), nights[1:])


def test_a_ward_with_fewer_than_the_least_takes_nobody():
    few, least = place(ward(absence=0.4)), place(ward(absence=0.4, least_on_shift=3))
    day = present(few)[0]
    times = np.arange(DAYS) * DAY + 12 * HOUR
    assert (day < 3).any()
    assert np.array_equal(level(paths(least)[0], times), np.where(day >= 3, 6 * day, 0)[:DAYS])


def test_a_nurse_more_or_more_absence_changes_nobody_else():
    wardss = [place(ward(absence=absence)) for absence in (0.1, 0.2)]
    low, high = (np.array(present(wards)[0]) for wards in wardss)
    assert (high <= low).all()
    assert (high < low).any()
    more = {**SHIFTS, "day": {**SHIFTS["day"], "nurses": 5}}
    day, night = present(place(ward(shifts=more, absence=0.1)))
    assert np.isin(day - low, [0, 1]).all()
    assert np.array_equal(night, present(wardss[0])[1])


def test_spells_of_less_than_an_hour_are_each_shift_by_itself():
    brief, alone = place(ward(absence=0.2, absence_lasts="30 minutes")), place(ward(absence=0.2))
    assert np.array_equal(present(brief)[0], present(alone)[0])


def test_more_absence_adds_spells_and_moves_none():
    wardss = [place(ward(absence=a, absence_lasts=SPELLS), days=300) for a in (0.05, 0.1)]
    for number in range(5):
        low, high = (present(wards, number)[0] for wards in wardss)
        assert (high <= low).all()


def test_the_same_dates_are_missed_whenever_the_run_starts():
    early = place(ward(absence=0.3), start="2025-04-01")
    late = place(ward(absence=0.3), start="2025-04-11")
    for one, other in zip(present(early), present(late), strict=True):
        assert np.array_equal(one[10:], other[: len(other) - 10])


def test_a_roster_with_nobody_absent_is_certain():
    short = {**SHIFTS, "night": {**SHIFTS["night"], "nurses": 2}}
    wards = place(ward(shifts=short))
    assert wards.plan.units == ()
    path = wards.network.units[0].capacity
    assert path.times[:4] == (0, 7 * HOUR, 19 * HOUR, 31 * HOUR)
    assert path.values[:4] == (16, 24, 16, 24)


def test_no_path_of_closures_and_absence_is_ever_below_0_or_above_the_beds():
    unit = {
        **ward(absence=0.5, least_on_shift=2),
        "closures": {"bay": {"per_year": 100, "out_of_use": 9, "lasts": "9 days"}},
        "capacity_changes": [{"starts": "2025-05-01", "ends": "2025-09-01", "out_of_use": 20}],
    }
    for number in range(20):
        values = np.array(paths(place(unit), number)[0].values)
        assert values.min() == 0
        assert values.max() <= 24


@pytest.mark.parametrize(
    "roster",
    [
        {"absence": 0.25, "least_on_shift": 2},
        {"absence": 0.25, "absence_lasts": SPELLS, "cover": 0.5, "least_on_shift": 3},
        {
            "absence": 0.3,
            "shifts": {
                "long": {"hours": "mon-sun 06:30-19:30", "nurses": 2, "beds_per_nurse": 7.5},
                "night": {"hours": "mon-sun 19:00-07:00", "nurses": 2, "beds_per_nurse": 9.5},
                "late": {"hours": "mon-fri 12:00-20:00", "nurses": 2, "beds_per_nurse": 5},
            },
        },
    ],
    ids=["by shift", "in spells", "overlapping"],
)
@pytest.mark.parametrize("weight", [1, 2])
def test_what_is_open_on_average_is_found_without_drawing(roster, weight):
    closures = {"bay": {"per_year": 12, "out_of_use": 6, "lasts": "10 days"}}
    wards = place({**ward(**roster), "closures": closures}, days=90)
    (draws,) = wards.plan.units
    begin, end = 10 * DAY, 90 * DAY
    found = []
    for number in range(120):
        path = paths(wards, number)[0]
        held = type(path)(path.times, tuple(value // weight for value in path.values))
        found.append(mean(held, begin, end))
    expected = mean_open(draws, wards.scenario.calendar.start, begin, end, weight)
    assert expected in mean_interval(found)
