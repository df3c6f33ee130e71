"""Uniform numbers that are a pure function of what they decide, for whom, and which time.

The generator is Philox4x32-10, which is counter based: J. K. Salmon, M. A. Moraes, R. O. Dror and
D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11, 2011. The key is a hash of (seed,
replication, patient group, decision); the counter holds the identity and the occurrence. So no
draw depends on another, on the order of drawing, or on how many are drawn at once.

Arrays are worked through in pieces that stay in the processor's cache. Everything here is integer
arithmetic on words of 32 bits, so the compiled version, ``compiled_streams``, can only give the
same numbers.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Reals = NDArray[np.float64]

OCCURRENCES = 2**32
_PIECE = 8192
# As arrays, which numpy need not convert at every use.
_WORD, _HALF = np.array(0xFFFFFFFF, dtype=np.uint64), np.array(32, dtype=np.uint64)
_MULTIPLIERS = np.array(0xD2511F53, dtype=np.uint64), np.array(0xCD9E8D57, dtype=np.uint64)
_WEYL = np.array(0x9E3779B9, dtype=np.uint64), np.array(0xBB67AE85, dtype=np.uint64)
_ROUNDS = 10


def key(seed: int, replication: int, group: str, decision: str) -> int:
    """The 64-bit key of one decision: a hash (BLAKE2b) of all that names it."""
    name = json.dumps([seed, replication, group, decision]).encode()
    return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "little")


def uniforms(
    seed: int, replication: int, group: str, decision: str, identity: Words, *, occurrence: int = 0
) -> Reals:
    """One uniform number in the open interval (0, 1) for each identity."""
    keys = np.array(key(seed, replication, group, decision), dtype=np.uint64)
    return keyed_uniforms(keys, identity, np.array(occurrence, dtype=np.uint64))


def keyed_uniforms(keys: Words, identity: Words, occurrence: Words) -> Reals:
    """Uniform numbers where each element has a key of its own.

    ``identity`` has shape (n,); ``keys`` and ``occurrence`` (below 2**32) have shape (n,) or ().
    Each number is an odd multiple of 2**-53: never 0, never 1, and as likely near either end.
    """
    result = np.empty(len(identity))
    if is_numba_loaded():
        from simulator.sampling import compiled_streams

        compiled_streams.fill(*_each(keys, identity, occurrence), result)
        return result
    for piece, words in _worked_through(keys, identity, occurrence):
        result[piece] = _real(words[0], words[1])
    return result


def uniform_pairs(keys: Words, identity: Words, occurrence: Words) -> tuple[Reals, Reals]:
    """Two independent uniform numbers for each identity; the first is that of keyed_uniforms."""
    first, second = np.empty(len(identity)), np.empty(len(identity))
    if is_numba_loaded():
        from simulator.sampling import compiled_streams

        compiled_streams.fill_pairs(*_each(keys, identity, occurrence), first, second)
        return first, second
    for piece, words in _worked_through(keys, identity, occurrence):
        first[piece] = _real(words[0], words[1])
        second[piece] = _real(words[2], words[3])
    return first, second


def is_numba_loaded() -> bool:
    """Whether somebody else, such as the compiled engine, has paid for loading Numba.

    It then makes the same numbers ten times as fast; loading it takes longer than a few
    replications of sampling.
    """
    return sys.modules.get("numba") is not None


def philox4x32(
    counter: tuple[Words, Words, Words, Words], keys: tuple[Words, Words]
) -> tuple[Words, Words, Words, Words]:
    """Ten rounds of Philox4x32 on arrays of 32-bit words held in 64 bits.

    The four counter words have one shape (n,); the two key words have that shape or ().
    """
    c0, c1, c2, c3 = (word.copy() for word in counter)
    k0, k1 = (word.copy() for word in keys)
    low, high = np.empty_like(c0), np.empty_like(c0)
    # Bits above the 32nd are left in c1, c3, k0 and k1 and cut off only where they would matter.
    for _ in range(_ROUNDS):
        np.multiply(c0, _MULTIPLIERS[0], out=low)
        np.multiply(c2, _MULTIPLIERS[1], out=high)
        _mix(c0, high, c1, k0)
        _mix(c2, low, c3, k1)
        c1, high = high, c1
        c3, low = low, c3
        k0 += _WEYL[0]
        k1 += _WEYL[1]
    c1 &= _WORD
    c3 &= _WORD
    return c0, c1, c2, c3


def _mix(out: Words, product: Words, word: Words, round_key: Words) -> None:
    np.right_shift(product, _HALF, out=out)
    out ^= word
    out ^= round_key
    out &= _WORD


def _each(keys: Words, identity: Words, occurrence: Words) -> tuple[Words, Words, Words]:
    """Keys, identities and occurrences as whole arrays, element by element in memory."""
    n = len(identity)
    whole = (each if each.ndim else np.full(n, each) for each in (keys, identity, occurrence))
    first, second, third = (np.ascontiguousarray(each, dtype=np.uint64) for each in whole)
    return first, second, third


def _worked_through(
    keys: Words, identity: Words, occurrence: Words
) -> Iterator[tuple[slice, tuple[Words, Words, Words, Words]]]:
    for start in range(0, len(identity), _PIECE):
        piece = slice(start, start + _PIECE)
        who = identity[piece]
        own = keys[piece] if keys.ndim else keys
        which = occurrence[piece] if occurrence.ndim else occurrence
        counter = (
            who & _WORD,
            who >> _HALF,
            np.broadcast_to(which, who.shape),
            np.zeros_like(who),
        )
        yield piece, philox4x32(counter, (np.asarray(own & _WORD), np.asarray(own >> _HALF)))


def _real(upper: Words, lower: Words) -> Reals:
    bits = (upper << 21) | (lower >> 11) | 1
    return bits.astype(np.float64) * 2.0**-53
