"""Replications folded as they end: the same as all at once, and no more of them in memory."""

from __future__ import annotations

import random
import tracemalloc

import numpy as np
import pandas as pd
import pytest

from simulator.experiment.batch import orders_of, result_of, run_batch
from simulator.experiment.folder import write_tables
from simulator.experiment.parts import Parts
from simulator.experiment.replication import replicate
from simulator.experiment.streaming import MOST_WAITING, Stream
from simulator.experiment.streaming_rows import Rows
from simulator.results.intervals import student, summarise_rows
from simulator.scenario.schema import Batch
from tests.experiment.place import loaded, setup

BATCH = Batch(replications=5, seed=11)


@pytest.fixture(scope="module")
def five():
    return [replicate(setup(), order) for order in orders_of(BATCH, range(1, 6))]


def result(stream):
    return result_of(setup(), BATCH, stream, planned=5)


def test_the_order_in_which_replications_end_changes_nothing(five):
    straight = result(Stream.of(five))
    for seed in range(3):
        shuffled = random.Random(seed).sample(five, 5)
        other = result(Stream.of(shuffled))
        pd.testing.assert_frame_equal(
            straight.summary.frame(), other.summary.frame(), check_exact=True
        )
        assert (straight.checks, straight.achieved) == (other.checks, other.achieved)
        np.testing.assert_array_equal(straight.mean_days.values, other.mean_days.values)
        assert straight.patients == other.patients


def test_what_is_left_is_what_each_replication_found(five):
    found = result(Stream.of(five))
    assert [each.number for each in found.replications] == [1, 2, 3, 4, 5]
    for one, left in zip(five, found.replications, strict=True):
        np.testing.assert_array_equal(one.measured.values, left.measured.values)
        pd.testing.assert_frame_equal(one.daily, left.daily, check_exact=True)
        assert (one.patients, one.still_there) == (left.patients, left.still_there)
    at = 17
    assert found.values(at) == [float(one.measured.values[at]) for one in five]
    series = found.series("census", "acute")
    for row, one in zip(series, five, strict=True):
        np.testing.assert_array_equal(row, one.daily["census", "acute"])
    assert found.events.equals(five[0].events)
    mean = np.mean([one.days.values for one in five], axis=0)
    np.testing.assert_array_equal(found.mean_days.values, mean)


def test_a_summary_of_rows_is_that_of_all_of_them_at_once():
    """Against the formulas with every value in memory."""
    values = np.random.default_rng(5).lognormal(size=(40, 300))
    values[:, 3], values[:, 4], values[1:, 5], values[::3, 6] = 7.1, np.nan, np.nan, np.nan
    keys = tuple(("occupancy", str(at), "mean") for at in range(300))
    found = summarise_rows(keys, list(values))
    n = (~np.isnan(values)).sum(axis=0)
    with np.errstate(invalid="ignore"):
        mean = np.nansum(values, axis=0) / n
        mean[3] = 7.1
        sd = np.sqrt(np.nansum((values - mean) ** 2, axis=0) / np.where(n > 1, n - 1, np.nan))
    np.testing.assert_array_equal(found.n, n)
    np.testing.assert_array_equal(found.mean, mean)
    np.testing.assert_array_equal(found.sd, sd)
    np.testing.assert_array_equal(found.half_width, student(n) * sd / np.sqrt(np.maximum(n, 1)))
    assert (found.minimum[3], found.maximum[3], found.sd[3]) == (7.1, 7.1, 0)
    assert np.isnan(found.minimum[4])


def test_some_measures_have_the_summary_that_they_have_among_all(five):
    stream = Stream.of(five)
    whole, some = stream.summary(), stream.summary_of([8])
    assert (some.mean[0], some.half_width[0]) == (whole.mean[8], whole.half_width[8])


def test_those_that_wait_long_are_read_again(five, tmp_path):
    class Counted(Parts):
        loaded = 0

        def load(self, number):
            Counted.loaded += 1
            return super().load(number)

    many = orders_of(BATCH, range(1, MOST_WAITING + 4))
    parts, stream = Counted(tmp_path), Stream()
    stream.kept = parts
    late = five[0]
    for order in many[1:]:
        one = five[order.number - 1] if order.number < 6 else replicate(setup(), order)
        parts.save(one)
        stream.take(one)
        held = [each for each in stream._waiting.values() if each is not None]
        assert len(held) <= MOST_WAITING
    assert len(stream) == 0
    stream.take(late)
    assert len(stream) == len(many)
    assert Counted.loaded == len(many) - 1 - MOST_WAITING


def test_one_that_waited_and_is_gone_is_said(five):
    class Nothing:
        def load(self, number):
            return None

    stream = Stream(Nothing())
    for number in range(2, MOST_WAITING + 3):
        stream._waiting[number] = None
    with pytest.raises(OSError, match="replication 2 was finished"):
        stream.take(five[0])


def test_tables_are_those_of_all_values_at_once(five, tmp_path, monkeypatch):
    for together in ("ROWS_TOGETHER", "NUMBERS_TOGETHER"):
        monkeypatch.setattr(f"simulator.experiment.streaming_tables.{together}", 100)
    found = result(Stream.of(five))
    write_tables(found, loaded(), tmp_path)
    values = pd.read_parquet(tmp_path / "replications.parquet")
    wanted = found.frame().assign(scenario=found.setup.scenario.title)
    pd.testing.assert_frame_equal(values, wanted, check_exact=True)
    days = pd.read_parquet(tmp_path / "daily.parquet")
    assert len(days) == sum(len(one.daily) for one in five)
    for one in five:
        mine = days[days["replication"] == one.number].set_index("date")
        census = mine["census: acute"].to_numpy()
        np.testing.assert_array_equal(census, one.daily["census", "acute"])


def test_memory_does_not_grow_with_replications(five):
    """Ten times as many: what is held grows by tens of bytes each, not by what each has left."""
    stream, held = Stream(), []
    one = five[1]
    size = one.measured.values.nbytes + one.days.values.nbytes
    tracemalloc.start()
    try:
        for number in range(1, 221):
            stream.take(type(one)(**{**{name: getattr(one, name) for name in one.__slots__},
                                     "number": number}))  # fmt: skip
            if number in (20, 220):
                held.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert (held[1] - held[0]) / 200 < 100 < size / 100


def test_a_batch_ends_at_the_same_number_whatever_is_kept(tmp_path):
    asked = Batch(seed=2, precision=0.02, at_most=15)
    alone = run_batch(setup(), asked)
    kept = run_batch(setup(), asked, parts=Parts(tmp_path / "run" / "parts"))
    assert len(alone.replications) == len(kept.replications)
    assert [str(each) for each in alone.wanting] == [str(each) for each in kept.wanting]


def test_rows_are_read_by_row_and_by_column(tmp_path):
    rows, given = Rows(4, "int64", tmp_path / "new"), np.arange(12).reshape(3, 4)
    for row in given:
        rows.append(row)
    np.testing.assert_array_equal(list(rows), given)
    np.testing.assert_array_equal(rows[-1], given[-1])
    np.testing.assert_array_equal(rows.columns(1, 2), given[:, 1:3])
    with pytest.raises(IndexError):
        rows[3]
    with pytest.raises(ValueError, match="among rows of 4"):
        rows.append(np.arange(3))
    assert list((tmp_path / "new").iterdir()) == []
