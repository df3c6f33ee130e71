"""Rows of dates: admitted, ready, left. Where the ready dates are there, need and delay are told.

The need runs from admission to the day of being declared ready, and is what a scenario's length
of stay is; the wait after it is delay, which the simulator makes itself and must not be given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from calibration.stay.recording import Recording
from calibration.stay.stays import Stays
from simulator.errors import InputError, Problem

Dates = NDArray[np.datetime64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

WithoutReady = Literal["ready on leaving", "left out"]


@dataclass(frozen=True, eq=False)
class Spells:
    """Dates of stays in one setting, made by ``Spells.of``; NaT where something has not happened.

    Everyone admitted from ``records_from`` to ``as_of`` is in, and whoever was there on
    ``records_from``. Taken from discharges alone, rows lack those still there, and so the longest.
    """

    admitted: Dates
    ready: Dates
    left: Dates
    as_of: np.datetime64
    records_from: np.datetime64
    without_ready: WithoutReady
    recording: Recording

    @classmethod
    def of(
        cls,
        admitted: Sequence[Any],
        left: Sequence[Any],
        *,
        as_of: Any,
        ready: Sequence[Any] | None = None,
        records_from: Any = None,
        without_ready: WithoutReady = "ready on leaving",
        recording: Recording | None = None,
    ) -> Spells:
        """From columns of dates, or of text like 2025-04-01; empty, None or NaT for not yet.

        ``as_of``: the last day that the records tell of. ``records_from``: their first day; where
        not said, everybody was admitted since. ``without_ready``: whoever left with no ready date
        was ready on leaving (as those who die are), or is left out of the need. ``recording``:
        give it the rounds at which readiness is declared, so that the wait for a round is not
        taken for need.

        Raises:
            InputError: no dates, columns of different lengths, or dates out of order.
        """
        begun = _dates(admitted, "admitted")
        ended = _dates(left, "left")
        told = _dates(ready, "ready") if ready is not None else np.full(len(begun), _NEVER)
        last = _dates([as_of], "as_of")[0]
        first = _dates([records_from], "records_from")[0]
        first = begun.min() if np.isnat(first) and len(begun) else first
        problems = _faults(begun, told, ended, last, without_ready)
        if problems:
            raise InputError(problems)
        return cls(begun, told, ended, last, first, without_ready, recording or Recording())

    @property
    def without_ready_share(self) -> float:
        """Of those who left, the share that have no ready date."""
        has_left = ~np.isnat(self.left)
        return float(np.isnat(self.ready[has_left]).mean()) if has_left.any() else 0.0

    def need(self) -> Stays:
        """Admission to ready, those not ready yet being open: what to fit a length of stay to.

        Raises:
            InputError: there is not one ready date.
        """
        if np.isnat(self.ready).all():
            do = "fit totals over a range of delays instead: need_range"
            raise InputError([Problem("there is no ready date", path="ready", do=do)])
        is_told = ~np.isnat(self.ready)
        kept = is_told | np.isnat(self.left) | (self.without_ready == "ready on leaving")
        ended = np.where(is_told, self.ready, self.left)
        return self._stays(ended, kept, self.recording)

    def total(self) -> Stays:
        """Admission to leaving, those still there being open."""
        every = np.ones(len(self.left), dtype=bool)
        return self._stays(self.left, every, replace(self.recording, rounds=None))

    def _stays(self, ended: Dates, kept: Flags, recording: Recording) -> Stays:
        is_open = np.isnat(ended)
        days = _days(self.admitted, np.where(is_open, self.as_of, ended))
        since = np.maximum(_days(self.admitted, self.records_from), 0.0)
        kept = kept & (days >= since)
        return Stays.of(days[kept], is_open[kept], seen_from=since[kept], recording=recording)

    @property
    def delayed_share(self) -> float:
        """Of those ready and gone, the share that left after the day they were ready."""
        is_over = ~np.isnat(self.ready) & ~np.isnat(self.left)
        if not is_over.any():
            return 0.0
        return float((self.left[is_over] > self.ready[is_over]).mean())

    def delays(self) -> Stays:
        """Ready to leaving of those delayed by a midnight or more, those still waiting open.

        To hold results of the model against; a scenario is not given it.

        Raises:
            InputError: nobody was delayed, or nobody delayed has left.
        """
        is_told = ~np.isnat(self.ready)
        is_open = np.isnat(self.left)
        days = _days(self.ready, np.where(is_open, self.as_of, self.left))
        since = np.maximum(_days(self.ready, self.records_from), 1.0)
        kept = is_told & (np.nan_to_num(days, nan=-1.0) >= np.nan_to_num(since, nan=1.0))
        return Stays.of(days[kept], is_open[kept], seen_from=since[kept])


_NEVER = np.datetime64("NaT", "D")


def _dates(given: Sequence[Any], name: str) -> Dates:
    empty = {"", "nan", "nat", "none"}
    try:
        words = [None if str(each).strip().lower() in empty else each for each in given]
        return np.array(words, dtype="datetime64[us]").astype("datetime64[D]")
    except (TypeError, ValueError) as error:
        do = "write dates like 2025-04-01, and leave empty what has not happened"
        raise InputError([Problem(f"not all are dates: {error}", path=name, do=do)]) from None


def _days(since: Any, until: Any) -> Reals:
    found = (until - since) / np.timedelta64(1, "D")
    return np.asarray(found, dtype=np.float64)


def _faults(
    admitted: Dates, ready: Dates, left: Dates, as_of: np.datetime64, without_ready: str
) -> list[Problem]:
    if not len(admitted) == len(ready) == len(left):
        says = f"{len(admitted)} dates of admission, {len(ready)} ready, {len(left)} left"
        return [Problem(says, path="admitted", do="give one of each for each patient")]
    if np.isnat(as_of):
        do = "say the last day that the records tell of, like 2025-03-31"
        return [Problem("it is not known until when stays were seen", path="as_of", do=do)]
    wrong = {
        "admitted": (np.isnat(admitted), "there is no date of admission"),
        "ready": ((ready < admitted) | (ready > as_of), "ready before admission or after as_of"),
        "left": (
            (left < admitted) | (left < ready) | (left > as_of),
            "left before admission, before ready or after as_of",
        ),
        "as_of": (admitted > as_of, "admitted after as_of"),
    }
    found = []
    for name, (rows, says) in wrong.items():
        if rows.any():
            some = ", ".join(str(row + 1) for row in np.flatnonzero(rows)[:5])
            more = f" and {rows.sum() - 5} more" if rows.sum() > 5 else ""
            do = "correct these rows, or leave them out and say so"
            found.append(Problem(f"{says} (rows {some}{more})", path=name, do=do))
    if without_ready not in ("ready on leaving", "left out"):
        do = "write 'ready on leaving' or 'left out'"
        found.append(Problem(f"{without_ready!r} is neither", path="without_ready", do=do))
    return found
