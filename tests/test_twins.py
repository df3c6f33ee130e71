"""A few seconds of the long run of twins, and every case that it ever saved."""

from __future__ import annotations

from dataclasses import fields
from random import Random

import numpy as np
import pytest

from simulator.sampling.patients import Patients
from tests.random_networks import random_case
from tests.twins import as_text, cases, difference, read, try_seed


@pytest.mark.parametrize("seed", range(1, 60))
def test_the_witnesses_agree(seed):
    assert try_seed(seed).says == ""


@pytest.mark.parametrize("file", cases(), ids=lambda file: file.stem)
def test_saved_cases_stay_mended(file):
    assert difference(*read(file.read_text(encoding="utf-8")))[0] == ""


def test_a_case_reads_back_as_it_was():
    network, patients = random_case(Random(3), people=5)
    again, people = read(as_text(network, patients))
    assert again == network
    for column in fields(Patients):
        mine, its = getattr(patients, column.name), getattr(people, column.name)
        np.testing.assert_array_equal(mine, its)
        assert mine.dtype == its.dtype
