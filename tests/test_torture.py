"""A few of the faults that ``python3 dev.py torture`` makes by the dozen."""

from __future__ import annotations

import random

import pytest

from tests import torture


@pytest.fixture(scope="module")
def wanted():
    return torture.unbroken(1)


@pytest.mark.parametrize("fault", [torture.killed, torture.disk_full, torture.parts_damaged])
def test_a_broken_batch_ends_as_an_unbroken_one(fault, wanted):
    assert fault(random.Random(1), 1) == wanted


def test_a_stopped_batch_has_a_partial_report_and_goes_on(wanted):
    assert torture.interrupted(random.Random(2), 1) == wanted


def test_damage_is_done():
    chance = random.Random(3)
    kinds = set()
    for _ in range(40):
        with torture.place() as here:
            file, other = here.folder / "000001.part", here.folder / "000002.part"
            file.write_bytes(bytes(range(100)))
            other.write_bytes(bytes(50))
            torture.damage(file, chance, [file, other])
            kinds.add(len(file.read_bytes()) if file.read_bytes() != bytes(range(100)) else None)
    assert {None, 0, 50, 100} < kinds
