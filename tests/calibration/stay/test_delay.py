"""Need and delay: told apart by dates, given as a range from totals."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.stay import Bins, Delay, Recording, Spells, fit, need_range
from simulator.errors import InputError
from simulator.sampling.skewed import Lognormal
from tests.calibration.stay.people import binned, midnights

NEED = Lognormal(np.log(3.5), 0.9)
WAIT = Lognormal(np.log(3.0), 0.9)


def people(seed, count=4000):
    """Midnights of need, and of the delay after it, which one in five has."""
    rng = np.random.default_rng(seed)
    need = midnights(rng, rng.lognormal(NEED.mu, NEED.sigma, count))
    wait = np.maximum(midnights(rng, rng.lognormal(WAIT.mu, WAIT.sigma, count)), 1)
    return rng, need, np.where(rng.random(count) < 0.2, wait, 0)


def test_totals_give_a_range_that_holds_the_need_and_says_so():
    _, need, wait = people(1)
    assumed = [
        Delay("none", 0.0, WAIT),
        Delay("one in five", 0.2, WAIT),
        Delay("two in five", 0.4, WAIT),
    ]
    found = need_range([Bins.of(*binned(need + wait))], assumed, "lognormal")
    low, high = found.across("mean_days")
    assert low < NEED.mean() < high
    means = [each.fit.estimates["mean_days"].value for each in found.answers]
    assert means == sorted(means, reverse=True)
    assert means[1] == pytest.approx(NEED.mean(), rel=0.05)
    # What is taken off the need is what the assumption puts into the delay.
    assert means[0] - means[1] == pytest.approx(assumed[1].mean_days, rel=0.25)
    assert found.says.startswith("Totals do not tell need from delay.")
    assert "with dates of readiness this need not be assumed" in found.says


def test_one_assumption_is_no_range():
    data = Bins.of([0, 1, 7], [4, 5])
    with pytest.raises(InputError, match="1 assumptions on delays give no range"):
        need_range([data], [Delay("one", 0.1, WAIT)])
    with pytest.raises(InputError, match=r"a share of 1\.5"):
        Delay("many", 1.5, WAIT)


def spells(seed, count=3000, **said):
    """Dates of people admitted over 120 days, as known on the last; ready at the day's end."""
    rng, need, wait = people(seed, count)
    begin = rng.integers(0, 120, count)
    ready, left = begin + need, begin + need + wait
    day = np.datetime64("2025-01-01")
    never = np.datetime64("NaT")

    def known(at):
        return np.where(at <= 120, day + at.astype("timedelta64[D]"), never)

    columns = (day + begin.astype("timedelta64[D]"), known(left), known(ready))
    return Spells.of(columns[0], columns[1], ready=columns[2], as_of=day + 120, **said), need, wait


def test_with_ready_dates_the_need_is_fitted_and_the_delay_kept_apart():
    dates, need, wait = spells(2)
    found = fit(dates.need(), "lognormal", bootstraps=0)
    assert found.estimates["mean_days"].value == pytest.approx(NEED.mean(), rel=0.06)
    total = fit(dates.total(), "lognormal", bootstraps=0)
    assert total.estimates["mean_days"].value > found.estimates["mean_days"].value + 0.5
    assert dates.delayed_share == pytest.approx((wait > 0).mean(), abs=0.03)
    assert dates.need().is_open.any()
    delays = dates.delays()
    assert delays.seen_from.min() == 1
    assert delays.days.mean() == pytest.approx(wait[wait > 0].mean(), rel=0.1)
    assert need.mean() + wait.mean() > NEED.mean()


def test_rounds_are_taken_off_the_need_and_not_off_the_total():
    dates, *_ = spells(3, 200, recording=Recording(rounds="mon-sun 11:00"))
    assert dates.need().recording.rounds == "mon-sun 11:00"
    assert dates.total().recording.rounds is None


def test_those_without_a_ready_date_are_as_was_said():
    columns = {"admitted": ["2025-01-01"] * 4, "left": ["2025-01-05", "2025-01-03", "", ""]}
    ready = ["2025-01-04", None, "", "2025-01-09"]
    on_leaving = Spells.of(**columns, ready=ready, as_of="2025-01-11")
    need = on_leaving.need()
    assert need.days.tolist() == [3, 2, 10, 8]
    assert need.is_open.tolist() == [False, False, True, False]
    assert on_leaving.without_ready_share == 0.5
    without = Spells.of(**columns, ready=ready, as_of="2025-01-11", without_ready="left out")
    assert without.need().days.tolist() == [3, 10, 8]
    assert on_leaving.delays().days.tolist() == [1, 2]
    assert on_leaving.delays().is_open.tolist() == [False, True]


def test_those_there_when_records_begin_are_seen_from_then_on():
    """One admitted five days before the records and ready before them tells nothing of need."""
    dates = Spells.of(
        ["2024-12-27", "2024-12-27", "2025-01-02"],
        ["2025-01-04", "2025-01-04", "2025-01-06"],
        ready=["2024-12-30", "2025-01-03", "2025-01-05"],
        as_of="2025-01-31",
        records_from="2025-01-01",
    )
    assert dates.need().days.tolist() == [7, 3]
    assert dates.need().seen_from.tolist() == [5, 0]
    assert dates.total().seen_from.tolist() == [5, 5, 0]


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"left": ["2024-12-31", ""]}, r"left before admission.*\(rows 1\)"),
        ({"ready": ["", "2025-03-01"]}, r"ready before admission or after as_of \(rows 2\)"),
        ({"admitted": ["", "2025-01-01"]}, r"no date of admission \(rows 1\)"),
        ({"admitted": ["soon", "2025-01-01"]}, "not all are dates"),
        ({"left": [""]}, "2 dates of admission, 2 ready, 1 left"),
        ({"as_of": ""}, "not known until when"),
        ({"without_ready": "guess"}, "'guess' is neither"),
    ],
)
def test_dates_that_cannot_be_are_refused(said, says):
    given = {
        "admitted": ["2025-01-01", "2025-01-01"],
        "left": ["2025-01-05", ""],
        "ready": ["2025-01-04", ""],
        "as_of": "2025-01-31",
    }
    with pytest.raises(InputError, match=says):
        Spells.of(**{**given, **said})


def test_without_any_ready_date_the_range_is_pointed_to():
    dates = Spells.of(["2025-01-01"], ["2025-01-05"], as_of="2025-01-31")
    with pytest.raises(InputError, match=r"no ready date(.|\n)*need_range"):
        dates.need()
