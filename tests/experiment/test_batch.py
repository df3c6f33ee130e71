"""Batches: the same for any workers, nothing finished lost, precision, and what is shown."""

from __future__ import annotations

import dataclasses
import hashlib
import pickle
import zlib
from pathlib import Path

import numpy as np
import pytest

from simulator.errors import InputError
from simulator.experiment import batch as batches
from simulator.experiment import workers
from simulator.experiment.batch import run_batch
from simulator.experiment.parts import Parts
from simulator.experiment.precision import next_number, wanting
from simulator.experiment.prepare import batch_of
from simulator.experiment.replication import Order, replicate
from simulator.experiment.streaming_checks import means_achieved
from simulator.results.intervals import summarise
from simulator.scenario.schema import Batch
from tests.experiment.place import setup


@pytest.fixture(scope="module")
def three():
    return run_batch(setup(), Batch(replications=3, seed=7))


def values(result):
    return np.array([each.measured.values for each in result.replications])


def test_workers_change_nothing(three):
    shared = run_batch(setup(), Batch(replications=3, seed=7), jobs=2)
    np.testing.assert_array_equal(values(three), values(shared))
    assert [check.figure for check in three.checks] == [check.figure for check in shared.checks]


def test_seeds_and_replications_differ(three):
    other = run_batch(setup(), Batch(replications=1, seed=8))
    mine = values(three)
    assert not np.array_equal(mine[0], mine[1], equal_nan=True)
    assert not np.array_equal(mine[0], values(other)[0], equal_nan=True)


def test_more_replications_keep_the_first(three):
    fewer = run_batch(setup(), Batch(replications=2, seed=7))
    np.testing.assert_array_equal(values(three)[:2], values(fewer))


def test_finished_replications_are_not_run_again(three, tmp_path, monkeypatch):
    parts = Parts(tmp_path / "parts")
    run_batch(setup(), Batch(replications=2, seed=7), parts=parts)
    ran = []

    def counted(setup, order):
        ran.append(order.number)
        return replicate(setup, order)

    monkeypatch.setattr(workers, "replicate", counted)
    again = run_batch(setup(), Batch(replications=3, seed=7), parts=parts)
    assert ran == [3]
    np.testing.assert_array_equal(values(three), values(again))


def test_a_damaged_part_is_run_again(tmp_path):
    parts = Parts(tmp_path)
    parts.save(replicate(setup(), Order(number=1, seed=7)))
    file = next(tmp_path.iterdir())
    file.write_bytes(file.read_bytes()[:-100])
    assert parts.load(1) is None
    assert parts.load(2) is None


def test_no_unfinished_part_is_left(tmp_path):
    Parts(tmp_path).save(replicate(setup(), Order(number=1, seed=7)))
    assert [file.suffix for file in tmp_path.iterdir()] == [".part"]


def test_all_checks_are_shown_and_hold(three):
    shown = {check.name: check.passed for check in three.checks}
    certain = {
        "journeys_obey_the_contract",
        "means_achieved",
        "journeys_add_up",
        "times_in_order",
        "bed_days_are_census",
        "delay_adds_up",
        "within_capacity",
    }
    assert certain <= set(shown)
    assert all(shown[name] for name in certain)
    assert {"enough_replications", "enough_warm_up", "littles_law"} <= set(shown)


def test_a_trial_checks_every_journey():
    trial = run_batch(setup(), Batch(replications=2, seed=7), is_trial=True)
    check = next(c for c in trial.checks if c.name == "journeys_obey_the_contract")
    assert check.figure == "2 of 2 replications read, 0 violations"


def test_the_checker_is_listened_to(monkeypatch):
    def late(network, patients):
        journeys = real(network, patients)
        journeys.left[journeys.left >= 0] += 1
        return journeys

    engines = replicate.__globals__["ENGINES"]
    real = engines["simpy"]()
    monkeypatch.setitem(engines, "simpy", lambda: late)
    broken = run_batch(setup(), Batch(replications=1, seed=7), engine="simpy")
    check = next(c for c in broken.checks if c.name == "journeys_obey_the_contract")
    assert check.passed is False


def test_a_wrong_mean_is_noticed(three):
    row = next(r for r in three.achieved if r.draw == "duration" and r.count > 100)
    wrong = dataclasses.replace(row, typed_mean=row.typed_mean * 0.5, typed_sd=row.typed_sd * 0.5)
    assert means_achieved([row]).passed
    assert not means_achieved([wrong]).passed


def test_precision_is_reached_or_said(three):
    loose = Batch(replications=3, seed=7, precision=0.9, headline=("occupancy",), at_most=10)
    assert wanting(three.summary, loose) == []
    tight = loose.model_copy(update={"precision": 1e-6})
    assert {each.key.measure for each in wanting(three.summary, tight)} == {"occupancy"}
    stopped = run_batch(setup(), tight.model_copy(update={"at_most": 2}))
    assert len(stopped.replications) == 2
    assert stopped.wanting


def test_absolute_precision_is_in_the_measure_s_unit(three):
    batch = Batch(seed=7, absolute={"delayed_patients": 1000.0})
    assert wanting(three.summary, batch) == []
    batch = Batch(seed=7, absolute={"delayed_patients": 1e-9})
    assert {each.allowed for each in wanting(three.summary, batch)} == {1e-9}


def test_looks_are_at_fixed_numbers(three):
    batch = Batch(precision=1e-6, at_most=12)
    assert next_number(0, None, batch) == 5
    assert next_number(5, three.summary, batch) == 10
    assert next_number(10, three.summary, batch) == 12
    assert next_number(12, three.summary, batch) == 12
    assert next_number(3, three.summary, Batch(replications=3)) == 3


def test_one_replication_has_no_interval(three):
    one = summarise([three.replications[0].measured])
    assert np.isnan(one.half_width).all()
    assert "no interval" in one.says


@pytest.mark.parametrize(
    ("asked", "update"),
    [
        ({"precision": ["5%"]}, {"precision": 0.05, "absolute": {}}),
        ({"precision": ["0.1"]}, {"precision": 0.1, "absolute": {}}),
        (
            {"precision": ["delayed_patients=2"]},
            {"precision": None, "absolute": {"delayed_patients": 2.0}},
        ),
        ({"replications": 4}, {"replications": 4, "precision": None}),
        ({"is_trial": True}, {"replications": batches.TRIAL_REPLICATIONS}),
        ({"seed": 9}, {"seed": 9}),
    ],
)
def test_what_is_asked_of_a_batch(asked, update):
    got = batch_of(Batch(precision=0.2), **asked).model_dump()
    assert {name: got[name] for name in update} == update


@pytest.mark.parametrize("text", ["", "5", "0%", "-1%", "much", "occupancy=5%", "nothing=2"])
def test_a_precision_that_cannot_be_read(text):
    with pytest.raises(InputError):
        batch_of(Batch(), precision=[text])


def test_replications_and_precision_exclude_each_other():
    with pytest.raises(InputError, match="not both"):
        batch_of(Batch(), replications=3, precision=["5%"])


def test_only_what_is_asked_for_is_there_and_it_is_the_same(three):
    names = ("occupancy", "delayed_patients")
    order = Order(number=1, seed=7, measures=names, show_checks=False, keep_daily=False)
    few, whole = replicate(setup(), order), three.replications[0].measured
    at = [i for i, key in enumerate(whole.keys) if key.measure in names]
    by_key = dict(zip(few.measured.keys, few.measured.values, strict=True))
    assert set(by_key) == {whole.keys[i] for i in at}
    np.testing.assert_array_equal([by_key[whole.keys[i]] for i in at], whole.values[at])
    assert (few.checks, few.achieved, few.days, few.events) == ([], [], None, None)
    with pytest.raises(ValueError, match="not asked to keep daily"):
        _ = few.daily


def test_a_measure_that_does_not_exist_cannot_be_asked_for():
    with pytest.raises(InputError, match="occupancies"):
        replicate(setup(), Order(number=1, seed=7, measures=("occupancies",)))


@pytest.fixture(scope="module")
def two():
    return [replicate(setup(), Order(number=number, seed=7)) for number in (1, 2)]


def test_what_is_read_back_is_what_was_written(two, tmp_path):
    for each in two:
        Parts(tmp_path).save(each)
    parts = Parts(tmp_path)
    for saved in two:
        found = parts.load(saved.number)
        assert found.measured.keys == saved.measured.keys
        np.testing.assert_array_equal(found.measured.values, saved.measured.values)
        assert (found.checks, found.achieved) == (saved.checks, saved.achieved)
        assert found.daily.equals(saved.daily)
        assert (found.number, found.seconds) == (saved.number, saved.seconds)
    # One set of keys in memory, whatever the number of replications.
    assert parts.load(1).measured.keys is parts.load(2).measured.keys


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_part_with_one_wrong_byte_is_run_again(two, tmp_path, share):
    Parts(tmp_path).save(two[1])
    file = next(tmp_path.iterdir())
    content = bytearray(file.read_bytes())
    content[int(share * len(content))] ^= 0xFF
    file.write_bytes(bytes(content))
    assert Parts(tmp_path).load(2) is None


class Harm:
    """What a harmful file would have a plain reader call."""

    def __reduce__(self):
        return Path.touch, (Path("harm"),)


def test_a_part_runs_no_code(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rest = zlib.compress(pickle.dumps((Harm(), None)))
    body = (0).to_bytes(8, "big") + rest
    (tmp_path / "000001.part").write_bytes(hashlib.sha256(body).digest() + body)
    assert Parts(tmp_path).load(1) is None
    assert not (tmp_path / "harm").exists()
    pickle.loads(zlib.decompress(rest))
    assert (tmp_path / "harm").exists()
