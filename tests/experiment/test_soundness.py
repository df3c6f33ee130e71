"""Kept replications that somebody else wrote: read as none, and nothing of them is run."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import replace

import numpy as np
import pytest

from simulator.experiment import packing
from simulator.experiment.packing import Packing
from simulator.experiment.parts import Parts
from simulator.experiment.replication import Order, replicate
from simulator.results.measures import Measured
from tests.experiment.place import setup
from tests.fuzz.wrapping import part


@pytest.fixture(scope="module")
def made():
    return replicate(setup(), Order(number=1, seed=1, check_journeys=True))


def read(folder, keys, whole):
    packed = (zlib.compress(pickle.dumps(each, protocol=5)) for each in (keys, whole))
    (folder / "000001.part").write_bytes(part(*packed))
    return Parts(folder).load(1)


def bare(made):
    return replace(made, measured=replace(made.measured, keys=()), events=None)


def test_what_was_packed_is_read(made, tmp_path):
    found = read(tmp_path, made.measured.keys, (bare(made), None))
    assert found is not None
    assert found.measured.keys == made.measured.keys
    assert np.array_equal(found.measured.values, made.measured.values, equal_nan=True)


@pytest.mark.parametrize(
    "spoilt",
    [
        {"patients": "many"},
        {"checks": ["all is well"]},
        {"achieved": [1]},
        {"seconds": {"run": "long"}},
        {"violations": 3},
        {"days": "none"},
        {"measured": Measured((), np.zeros((2, 2)))},
        {"measured": Measured((), np.array(["a"]))},
        {"measured": Measured((), np.zeros(1))},
    ],
)
def test_what_is_made_of_something_else_is_none(made, spoilt, tmp_path):
    assert read(tmp_path, made.measured.keys, (replace(bare(made), **spoilt), None)) is None


@pytest.mark.parametrize("keys", ["keys", (1, 2), ({},), None])
def test_keys_of_something_else_are_none(made, keys, tmp_path):
    assert read(tmp_path, keys, (bare(made), None)) is None


def test_a_small_file_that_unpacks_to_a_large_one_is_refused_before_it_does(
    made, tmp_path, monkeypatch
):
    monkeypatch.setattr(packing, "MOST_BYTES", 100_000)
    packed = zlib.compress(pickle.dumps((bare(made), b"\0" * 10_000_000)))
    assert len(packed) < 100_000
    (tmp_path / "000001.part").write_bytes(part(packed, packed))
    assert Parts(tmp_path).load(1) is None
    with pytest.raises(zlib.error, match="larger than any replication"):
        Packing().unpack(packed, packed)
