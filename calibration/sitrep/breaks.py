"""Steps in definition: days from which a figure of the same name counts something else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from calibration.sitrep.measures import MEASURES


@dataclass(frozen=True, slots=True)
class Break:
    """From `on`, measures whose basis begins with `basis` count something else."""

    basis: str
    on: date
    says: str


BREAKS = (
    Break(
        "dtoc",
        date(2010, 11, 1),
        "the first months of the monthly collection, to October 2010, may count too few",
    ),
    Break(
        "dtoc",
        date(2017, 4, 1),
        "reason O begins, patients at midnight end; DTOC beds are days over days of the month",
    ),
    Break(
        "nctr",
        date(2024, 5, 27),
        "new destinations and reasons; delay reasons from stays of 7 days, before of 14",
    ),
    Break(
        "community nctr",
        date(2023, 10, 1),
        "definitions changed; October 2023 holds figures of both",
    ),
)


def crossed(rows: pd.DataFrame, breaks: tuple[Break, ...] = BREAKS) -> list[Break]:
    """The steps that rows of one basis lie on both sides of, so that they are no one series."""
    bases = rows["measure"].map({name: each.basis for name, each in MEASURES.items()})
    found = []
    for each in breaks:
        mine = rows[bases.str.startswith(each.basis, na=False)]
        on = pd.Timestamp(each.on)
        if (mine["start"] < on).any() and (mine["end"] >= on).any():
            found.append(each)
    return found
