"""The generator of ``streams``, compiled: the same numbers, where Numba has been loaded.

All that is compiled stands in this file, because Numba's cache notices changes only in the file
of the function that it keeps.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numba
import numpy as np

from simulator.sampling.streams import Reals, Words

Word = np.uint64

_WORDS = numba.types.Array(numba.uint64, 1, "C", readonly=True)
_REALS = numba.types.Array(numba.float64, 1, "C")

_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)
_MULTIPLIER_0, _MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL_0, _WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_UP, _DOWN, _ODD = np.uint64(21), np.uint64(11), np.uint64(1)


def _compiled(function: Callable[..., Any], *kinds: Any) -> Callable[..., Any]:
    """Compile for some kinds of argument, or read what was kept of it before.

    Where nothing can be kept, or what is kept cannot be read, it is compiled afresh.
    """
    options: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
    made: Callable[..., Any]
    with contextlib.suppress(Exception):
        made = numba.njit(numba.void(*kinds), cache=True, **options)(function)
        return made
    made = numba.njit(numba.void(*kinds), **options)(function)
    return made


@numba.njit(nogil=True, error_model="numpy", forceinline=True)
def _words(key: Word, identity: Word, occurrence: Word) -> tuple[Word, Word, Word, Word]:
    c0, c1, c2, c3 = identity & _LOW, identity >> _HALF, occurrence, np.uint64(0)
    k0, k1 = key & _LOW, key >> _HALF
    for _ in range(10):
        low, high = c0 * _MULTIPLIER_0, c2 * _MULTIPLIER_1
        c0, c1 = (high >> _HALF) ^ c1 ^ k0, high & _LOW
        c2, c3 = (low >> _HALF) ^ c3 ^ k1, low & _LOW
        k0, k1 = (k0 + _WEYL_0) & _LOW, (k1 + _WEYL_1) & _LOW
    return c0, c1, c2, c3


@numba.njit(nogil=True, error_model="numpy", forceinline=True)
def _real(upper: Word, lower: Word) -> np.float64:
    return np.int64((upper << _UP) | (lower >> _DOWN) | _ODD) * np.float64(2.0**-53)


def _fill(keys: Words, identity: Words, occurrence: Words, result: Reals) -> None:
    for i in range(len(result)):
        c0, c1, _, _ = _words(keys[i], identity[i], occurrence[i])
        result[i] = _real(c0, c1)


def _fill_pairs(
    keys: Words, identity: Words, occurrence: Words, first: Reals, second: Reals
) -> None:
    for i in range(len(first)):
        c0, c1, c2, c3 = _words(keys[i], identity[i], occurrence[i])
        first[i], second[i] = _real(c0, c1), _real(c2, c3)


fill = _compiled(_fill, _WORDS, _WORDS, _WORDS, _REALS)
fill_pairs = _compiled(_fill_pairs, _WORDS, _WORDS, _WORDS, _REALS, _REALS)
