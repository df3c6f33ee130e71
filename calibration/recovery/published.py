"""What happened, written down as the publishers do: the files that a fit is made from.

A long text of the acute discharge sitrep and one of discharge ready dates for each month, and
KH03's beds of the quarter.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.recovery.place import ORGANISATION
from calibration.recovery.truth import Happened

Reals = NDArray[np.float64]

NAME = "Small Place NHS Trust"
_SITREP = ("Period", "Level", "Org Code", "Org Name", "Metric", "Value")
_READY = ("Data Type", "Code", "Organisation Name", "Measure", "Value")
_BEDS = ("code", "name", "quarter", "sector", "available", "occupied", "occupancy_percent")
_REMAINING = "Number of patients remaining in hospital who no longer meet the criteria to reside"
_PATIENTS = "Number of patients who no longer meet the criteria to reside"
_DISCHARGED = "Number of patients discharged"
_DESTINATION = {
    "home": "Pathway 0: Discharge to a domestic home, hotel, or other temporary accommodation "
    "without the need for new/increased care or support from health and social care",
    "supported": "Pathway 1: Discharge to a domestic home, hotel, or other temporary "
    "accommodation, or hospice at home with rehabilitation, reablement and recovery",
    "bedded": "Pathway 2: Short-term bed/hospice for rehabilitation, reablement and recovery / "
    "end of life care",
}
_TOTAL = "Number of patients discharged in total"
_SHARE = "Date of discharge is 1+ days after Discharge Ready Date"
_MEAN = "Average days from Discharge Ready Date to date of discharge (exc 0 day delays)"


def publish(what: Happened, off: dict[str, float], beds: int, folder: Path) -> list[Path]:
    """Write the files of a quarter; returns them in order.

    ``off``: by title of a target, by what share of itself the figure is off from what the model
    would say. Counts are whole and keep their totals.
    """
    times = {name: float(np.exp(each)) for name, each in off.items()}
    remaining = _whole(what.remaining * times["remaining"])
    left = _whole(what.left * times["discharged"])
    ways = {name: _whole(days * times.get(name, 1.0)) for name, days in what.by_way.items()}
    files = []
    for at, month in enumerate(dict.fromkeys((day.year, day.month) for day in what.days)):
        days = [i for i, day in enumerate(what.days) if (day.year, day.month) == month]
        name = f"{what.days[days[0]]:%B-%Y}"
        sitrep = list(_daily(what, days, left, remaining))
        first = f"{what.days[days[0]]:%d/%m/%Y}"
        sitrep += [(first, _DESTINATION[way], int(ways[way][days].sum())) for way in ways]
        rows = [(day, "Provider", ORGANISATION, NAME, words, n) for day, words, n in sitrep]
        files.append(_write(folder / f"discharge-sitrep-{name}.csv", _SITREP, rows))
        share = _off_share(what.share_late[at], off["after the ready date"])
        ready = (
            (_TOTAL, what.discharged[at]),
            (_SHARE, f"{share:.4f}"),
            (_MEAN, f"{what.mean_late[at] * times['days after it']:.2f}"),
        )
        given = [("Provider", ORGANISATION, NAME, words, value) for words, value in ready]
        files.append(_write(folder / f"Discharge-Ready-Date-{name}.csv", _READY, given))
    occupied = float(what.occupied.mean() * times["beds occupied"])
    files.append(_kh03(folder / "kh03.csv", beds, occupied))
    return files


def _daily(
    what: Happened, days: Sequence[int], left: Reals, remaining: Reals
) -> Iterable[tuple[str, str, int]]:
    for at in days:
        day = f"{what.days[at]:%d/%m/%Y}"
        yield day, _PATIENTS, int(left[at] + remaining[at])
        yield day, _DISCHARGED, int(left[at])
        yield day, _REMAINING, int(remaining[at])


def _off_share(share: float, off: float) -> float:
    """A share, moved on the scale of log odds by what is so much of itself."""
    odds = np.log(share / (1 - share)) + off / (1 - share)
    return float(1 / (1 + np.exp(-odds)))


def _kh03(file: Path, beds: int, occupied: float) -> Path:
    percent = f"{100 * occupied / beds:.2f}"
    row = (ORGANISATION, NAME, "2025-26 Q1", "general_acute", beds, f"{occupied:.2f}", percent)
    return _write(file, _BEDS, [row])


def _whole(values: NDArray[Any]) -> Reals:
    """Whole numbers whose running totals are those of the values, rounded."""
    return np.diff(np.round(np.cumsum(values)), prepend=0.0)


def _write(file: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with file.open("w", newline="", encoding="utf-8") as text:
        csv.writer(text).writerows([head, *rows])
    return file
