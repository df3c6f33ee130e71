"""The tidy files of fitted lengths of stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf, nan
from typing import Any

import pandas as pd

from calibration.stay.banded import LEAST
from calibration.stay.bins import Bins
from calibration.stay.evidence import Evidence
from calibration.stay.fit import Fit
from calibration.stay.group_fit import GroupFit


def family_frame(fits: Sequence[GroupFit]) -> pd.DataFrame:
    """A row a group and family, of what was counted; then rows of the need, where it is apart."""
    frame = pd.DataFrame([row for found in fits for row in _families(found)])
    for flag in ("is_chosen", "is_near"):
        frame[flag] = frame[flag].eq(True)
    return frame


def _families(found: GroupFit) -> Iterator[dict[str, Any]]:
    of = "need" if found.basis.kind == "need" else "whole stays"
    first = {
        "organisation": found.group.organisation,
        "group": found.group.name,
        "stays": round(found.group.stays),
        "evidence": found.basis.kind,
    }
    for each in found.choice.ranked:
        yield {
            **first,
            "of": of,
            "reading": "as chosen",
            "family": each.fit.family.name,
            "is_chosen": each.fit is found.chosen,
            "is_near": each.is_near,
            "aic_behind": each.aic_behind,
            "held_out_behind": _or_nan(each.held_out_behind),
            "held_out_error": _or_nan(each.held_out_error),
            **_figures(each.fit),
        }
    if found.with_open is not None:
        yield {**first, "of": of, "reading": "open stays added", **_named(found.with_open)}
    for other in found.others:
        yield {**first, "of": "need", "reading": other.says, **_named(other.fit)}
    for answer in found.span.answers if found.span else ():
        own = {"is_chosen": answer.fit is found.chosen, **_named(answer.fit)}
        yield {**first, "of": "need", "reading": answer.delay.name, **own}


def _named(one: Fit) -> dict[str, Any]:
    return {"family": one.family.name, **_figures(one)}


def _figures(one: Fit) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, each in one.estimates.items():
        found |= {name: each.value, f"{name}_low": each.low, f"{name}_high": each.high}
    chance = one.bootstrap.chance if one.bootstrap else nan
    return {**found, "fits_by_chance": chance, "verdict": one.tail.verdict}


def _or_nan(value: float | None) -> float:
    return nan if value is None else value


def band_frame(fits: Sequence[GroupFit]) -> pd.DataFrame:
    """A row a group, table and band; a number from 1 to 4 stands as the range it lies in."""
    rows = [row for found in fits for row in _bands(found)]
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype({"to_days": "Int64", "observed": "Int64"})


COLUMNS = [
    "organisation",
    "group",
    "of",
    "from_days",
    "to_days",
    "observed",
    "low",
    "high",
    "expected",
]


def counted(found: GroupFit) -> tuple[tuple[str, Bins, Fit], ...]:
    """The counts of a group with what they are of, and the fit they are held against."""
    one = found.choice.chosen
    data: list[Evidence] = list(found.basis.data)
    what = "days to ready" if found.basis.kind == "need" else "days to leaving"
    tables = [(what, each, one) for each in data if isinstance(each, Bins)]
    if found.basis.still is not None:
        tables.append(("midnights so far of open stays", found.basis.still.census, one))
    return tuple(tables)


def _bands(found: GroupFit) -> Iterator[dict[str, Any]]:
    for what, table, one in counted(found):
        expected = table.bands(one.law)
        for at, band in enumerate(expected):
            low, high = int(table.counts.low[at]), int(table.counts.high[at])
            low, high = shown(low, high)
            yield {
                "organisation": found.group.organisation,
                "group": found.group.name,
                "of": what,
                "from_days": int(table.edges[at]),
                "to_days": None if table.edges[at + 1] == inf else int(table.edges[at + 1]) - 1,
                "observed": low if low == high else None,
                "low": low,
                "high": high,
                "expected": round(band.expected, 2),
            }


def shown(low: int, high: int) -> tuple[int, int]:
    """A count as it may be written: one from 1 to 4 as the range 1 to 4."""
    return (1, LEAST - 1) if low == high and 0 < low < LEAST else (low, high)
