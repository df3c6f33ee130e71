"""A few seconds of the long run of twins, and every case that it ever saved."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from random import Random

import numpy as np
import pytest

from simulator.sampling.patients import Patients
from tests.features import FEATURES, Pairs
from tests.random_networks import random_case
from tests.shrink import Tape, only, simplest
from tests.twins import as_text, cases, difference, read, says_enough, try_seed


@pytest.mark.parametrize("seed", range(40))
def test_the_witnesses_agree(seed):
    assert try_seed(seed).says == ""


@pytest.mark.parametrize("file", cases(), ids=lambda file: file.stem)
def test_saved_cases_stay_mended(file):
    assert difference(*read(file.read_text(encoding="utf-8"))) == ""


def test_a_case_reads_back_as_it_was():
    network, patients = random_case(Random(3), people=5)
    again, people = read(as_text(network, patients))
    assert again == network
    assert_same(people, patients)


def assert_same(one: Patients, other: Patients) -> None:
    for column in fields(Patients):
        mine, its = getattr(one, column.name), getattr(other, column.name)
        np.testing.assert_array_equal(mine, its)
        assert mine.dtype == its.dtype


def test_a_case_played_again_from_its_numbers_is_the_same():
    tape = Tape(rng=Random(5))
    network, patients = tape.case(people=20)
    for again in (Tape(tape.drawn).case(people=20), random_case(Random(5), people=20)):
        assert again[0] == network
        assert_same(again[1], patients)


def test_a_failing_case_is_made_small():
    """It fails as long as somebody dies at the end of a stay."""
    network, patients = simplest(10, 60, lambda case: bool((case[1].dies == 1).any()))
    assert (random_case(Random(10), people=60)[1].dies == 1).sum() > 3
    assert (patients.dies == 1).sum() == 1
    assert len(patients) == 1
    assert len(network.routes) == 1
    assert patients.duration.max() == 0


def test_some_of_the_patients_keep_their_draws_and_their_returns():
    patients = next(
        people
        for people in (random_case(Random(seed), people=9)[1] for seed in range(99))
        if (people.returns_as >= 0).sum() > 2
    )
    assert_same(only(patients, range(len(patients))), patients)
    first, *_, last = np.flatnonzero(patients.returns_as >= 0).tolist()
    again = int(patients.returns_as[last])
    some = only(patients, [first, last, again])
    row = sorted({first, last, again}).index(last)
    assert some.returns_as[row] == sorted({first, last, again}).index(again)
    assert len(some) == 3
    mine = slice(patients.first[last], patients.first[last + 1])
    np.testing.assert_array_equal(
        some.duration[some.first[row] : some.first[row + 1]], patients.duration[mine]
    )
    if patients.returns_as[first] not in (last, again):
        assert some.returns_as[0] == -1


def test_pairs_that_never_met_are_named():
    pairs = Pairs(["one", "two", "three", "times on a coarse grid", "times on no grid"])
    assert pairs.number == 9
    pairs.meet(["one", "two", "times on a coarse grid"])
    assert ("one", "two") not in pairs.apart()
    assert ("two", "three") in pairs.apart()
    assert len(pairs.apart()) == 6


def test_a_rule_that_acts_too_seldom_is_not_enough(capsys):
    met = Pairs([])
    assert says_enough(Counter({"one": 7, "two": 12}), met, least=7)
    assert not says_enough(Counter({"one": 7, "two": 12}), met, least=8)
    assert "acted fewer than 8 times: one\n" in capsys.readouterr().out
    assert not says_enough(Counter({"one": 7}), Pairs(FEATURES), least=7)
