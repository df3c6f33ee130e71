"""Daily series read some replications at a time: the figures of all of them at once."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from simulator.experiment import streaming_series, streaming_tables
from simulator.experiment.batch import orders_of
from simulator.experiment.replication import replicate
from simulator.experiment.streaming import Stream
from simulator.experiment.streaming_series import Series, Tally
from simulator.report.day_series import DaySeries
from simulator.scenario.schema import Batch
from tests.experiment.place import setup

CENSUS, CODE = ("census", "acute"), ("delayed", "A")
# Ends of ranges, and places between two numbers on either side of the middle.
LEVELS = (0.0, 0.05, 0.31, 0.5, 0.77, 0.95, 1.0)


@pytest.fixture(scope="module")
def five():
    return [replicate(setup(), order) for order in orders_of(Batch(seed=11), range(1, 6))]


def many(five, number):
    stream = Stream()
    for at in range(number):
        stream.take(replace(five[at % 5], number=at + 1, events=None))
    return stream.replications


@pytest.mark.parametrize("together", [1, 100, 10_000_000])
def test_what_is_read_in_pieces_says_what_the_whole_says(five, together, monkeypatch):
    """Against NumPy on all values in memory, to the last bit."""
    monkeypatch.setattr(streaming_series, "VALUES_TOGETHER", together)
    done = many(five, 7)
    whole, found = done.series(CENSUS), Series.of(done, CENSUS)
    window = slice(3, None)
    assert (found.any(), found.max()) == (whole.any(), whole.max())
    assert (found.mean(), found.mean(window)) == (whole.mean(), whole[:, window].mean())
    np.testing.assert_array_equal(found.first, whole[0])
    np.testing.assert_array_equal(found.means(window), whole[:, window].mean(axis=1))
    levels = np.quantile(whole[:, window], [0.05, 0.95], axis=1)
    np.testing.assert_array_equal(found.levels([0.05, 0.95], window), levels)
    weeks = whole[:, 2:23].reshape(len(whole), 3, 7)
    np.testing.assert_array_equal(found.point_means(2, 7, 3), weeks.mean(axis=(0, 2)))
    for level in LEVELS:
        wanted = np.quantile(weeks, level, axis=(0, 2))
        np.testing.assert_array_equal(found.point_levels(level, 2, 7, 3), wanted)


def test_several_series_are_added_up_day_by_day(five):
    done = many(five, 3)
    both = done.series(CENSUS) + done.series(CODE)
    np.testing.assert_array_equal(Series.of(done, CENSUS, CODE).first, both[0])
    assert Series.of(done, CENSUS, CODE).mean() == both.mean()


def test_the_same_of_replications_in_a_list(five):
    done = many(five, 4)
    assert Series.of(list(done), CENSUS).mean() == Series.of(done, CENSUS).mean()


@pytest.mark.parametrize("number", [1, 2, 9, 400])
def test_a_tally_has_the_quantiles_of_all_that_it_was_given(number):
    drawn = np.random.default_rng(number).poisson(3.7, (3, number)).astype(float)
    tally = Tally()
    for some in drawn:
        tally.add(some)
    for level in LEVELS:
        assert tally.quantile(level) == np.quantile(drawn, level)


def test_an_empty_tally_has_no_quantile():
    with pytest.raises(ValueError, match="nothing was counted"):
        Tally().quantile(0.5)


def test_tables_and_pictures_of_more_replications_take_no_more_memory(five, tmp_path, monkeypatch):
    """Twice as many: the most that is held grows by less than a hundredth of what each left."""
    monkeypatch.setattr(streaming_series, "VALUES_TOGETHER", 1_000)
    monkeypatch.setattr(streaming_tables, "NUMBERS_TOGETHER", 10_000)
    monkeypatch.setattr(streaming_tables, "ROWS_TOGETHER", 10_000)
    most = []
    for number in (60, 120, 240):
        result = SimpleNamespace(replications=many(five, number), setup=setup())
        series = DaySeries.of(result)
        tracemalloc.start()
        try:
            streaming_tables.write_values(result, tmp_path / "values.parquet")
            streaming_tables.write_days(result, tmp_path / "days.parquet")
            series.quantile(series.get(*CENSUS), 0.95)
            series.spread(series.delayed_in_all())
            most.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
    each = five[0].measured.values.nbytes + five[0].days.values.nbytes
    assert (most[2] - most[1]) / 120 < each / 100
