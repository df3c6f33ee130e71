"""The generator against its published answers, and what its numbers may and may not depend on."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

from simulator.sampling import streams
from simulator.sampling.streams import keyed_uniforms, philox4x32, uniform_pairs, uniforms

WHO = np.arange(20_000, dtype=np.uint64) * np.uint64(2**40 + 12345)


def words(*values: int) -> tuple[np.ndarray, ...]:
    return tuple(np.array([value, value], dtype=np.uint64) for value in values)


# kat_vectors of Random123, philox4x32 10.
@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
        (
            (0xFFFFFFFF,) * 4,
            (0xFFFFFFFF,) * 2,
            (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
        ),
    ],
)
def test_known_answers(counter, key, answer):
    found = philox4x32(words(*counter), words(*key))
    assert [word.tolist() for word in found] == [[value, value] for value in answer]


def test_one_key_for_all_gives_the_same_as_a_key_each():
    counter, key = words(1, 2, 3, 4), words(5, 6)
    lone = tuple(word[0] for word in key)
    assert np.array_equal(philox4x32(counter, key), philox4x32(counter, lone))


def test_counter_and_number_are_as_documented():
    who = np.array([0x0123456789ABCDEF], dtype=np.uint64)
    keys = np.array(0xFEDCBA9876543210, dtype=np.uint64)
    words = philox4x32(
        tuple(np.array([v], dtype=np.uint64) for v in (0x89ABCDEF, 0x01234567, 7, 0)),
        tuple(np.array(v, dtype=np.uint64) for v in (0x76543210, 0xFEDCBA98)),
    )
    bits = [int(a[0]) << 32 | int(b[0]) for a, b in (words[:2], words[2:])]
    first, second = uniform_pairs(keys, who, np.array(7, dtype=np.uint64))
    assert first[0] == (bits[0] >> 11 | 1) / 2**53
    assert second[0] == (bits[1] >> 11 | 1) / 2**53
    assert keyed_uniforms(keys, who, np.array(7, dtype=np.uint64))[0] == first[0]


def test_numbers_do_not_depend_on_who_else_is_drawn_for_or_in_what_order():
    every = uniforms(1, 2, "group", "stay", WHO, occurrence=3)
    some = np.array([19_999, 5, 8192, 8191, 0])
    assert np.array_equal(uniforms(1, 2, "group", "stay", WHO[some], occurrence=3), every[some])


def test_numbers_are_uniform_and_inside_the_open_interval():
    u = uniforms(1, 0, "group", "stay", WHO)
    assert u.min() > 0
    assert u.max() < 1
    assert stats.kstest(u, "uniform").pvalue > 1e-3


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 2},
        {"replication": 1},
        {"group": "other"},
        {"decision": "other"},
        {"occurrence": 1},
    ],
)
def test_whatever_names_a_draw_makes_it_another(other):
    said = {"seed": 1, "replication": 0, "group": "group", "decision": "stay", "occurrence": 0}

    def numbers(names):
        names = dict(names)
        occurrence = names.pop("occurrence")
        return uniforms(*names.values(), WHO, occurrence=occurrence)

    u, v = numbers(said), numbers(said | other)
    assert abs(stats.pearsonr(u, v).statistic) < 4 / np.sqrt(len(WHO))
    assert stats.kstest((u - v) % 1, "uniform").pvalue > 1e-3


def test_names_that_read_alike_when_joined_are_still_apart():
    few = WHO[:4]
    assert not np.array_equal(uniforms(1, 11, "a", "b", few), uniforms(11, 1, "a", "b", few))
    assert not np.array_equal(uniforms(1, 1, "ab", "c", few), uniforms(1, 1, "a", "bc", few))


def test_neighbouring_identities_are_independent():
    u = uniforms(1, 0, "group", "stay", np.arange(50_000, dtype=np.uint64))
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 4 / np.sqrt(len(u))
    first, second = uniform_pairs(np.array(1, dtype=np.uint64), WHO, np.array(0, dtype=np.uint64))
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / np.sqrt(len(WHO))


def test_the_compiled_generator_gives_the_same_numbers(monkeypatch):
    """Against NumPy's, with a key and an occurrence for each or for all, in order and not."""
    keys = (WHO * np.uint64(0x9E3779B97F4A7C15))[::-1]
    occurrence = WHO >> np.uint64(31)
    assert occurrence.max() < streams.OCCURRENCES
    lone = np.array(2**32 - 1, dtype=np.uint64)
    cases = [(keys, WHO, occurrence), (keys[3], WHO[::-2], lone), (keys[:0], WHO[:0], lone)]
    found = []
    for is_loaded in (False, True):
        monkeypatch.setattr(streams, "is_numba_loaded", lambda is_loaded=is_loaded: is_loaded)
        one = [keyed_uniforms(*case) for case in cases]
        found.append(one + [each for case in cases for each in uniform_pairs(*case)])
    assert all(np.array_equal(a, b) for a, b in zip(*found, strict=True))


def test_numbers_load_neither_numba_nor_scipy():
    said = (
        "import sys, numpy; from simulator.sampling import sample, streams; "
        "streams.uniforms(1, 0, 'group', 'stay', numpy.arange(3, dtype=numpy.uint64)); "
        "assert not {'numba', 'scipy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", said], check=True)
