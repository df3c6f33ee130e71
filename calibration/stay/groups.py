"""Groups of patients, and what a table of `stepdown targets` holds of each one's stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import isnan

import pandas as pd

from calibration.sitrep.figure import SUPPRESSED
from calibration.sitrep.los_band import LosBand
from calibration.stay.banded import Banded
from calibration.stay.published import Published, published
from simulator.errors import InputError, Problem

LOS, READY, UNTIMED = "stays_by_los", "stays_by_days_to_ready", "stays_without_ready_by_los"
DELAY, OPEN, BEGIN = "stays_by_delay", "stays_open_by_days", "stays_by_begin"
BANDED = (LOS, READY, UNTIMED, DELAY, OPEN)
EVERYBODY = "all admissions"
_NONE = Banded((), ())


@dataclass(frozen=True, slots=True)
class Group:
    """What is known of the stays of one group of one organisation.

    ``los``: of stays that ended, admission to leaving; ``ready``: of those with a ready date, to
    that; ``untimed``: to leaving, of those without one, if the table tells them; ``delay``: ready
    to leaving; ``open``: days so far of those still there on ``last``; ``begun_before``: how many
    of those that ended had begun before ``first``, as (low, high), if the table says so.
    ``published``: summary figures, where there are no counts.
    """

    organisation: str
    name: str
    first: date
    last: date
    files: tuple[str, ...]
    los: Banded = _NONE
    ready: Banded = _NONE
    untimed: Banded | None = None
    delay: Banded = _NONE
    open: Banded = _NONE
    begun_before: tuple[int, int] | None = None
    published: Published | None = None

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.last - self.first).days + 1

    @property
    def stays(self) -> float:
        """How many stays ended in it."""
        return self.los.middle if self.los.edges else getattr(self.published, "stays", 0.0)

    @property
    def says(self) -> str:
        """Whose it is, of when, and from which files."""
        return f"{self.name} of {self.organisation}, {self.first} to {self.last}, " + ", ".join(
            self.files
        )


def groups(rows: pd.DataFrame, organisation: str) -> list[Group]:
    """Every group of an organisation, by name; summary figures only where nothing is counted.

    Args:
        rows: a table of ``stepdown targets``.
        organisation: its code.

    Raises:
        InputError: bands of a group do not fit together, or a count is not known at all.
    """
    mine = rows[rows["organisation"] == organisation]
    counted = mine[mine["measure"].isin((*BANDED, BEGIN))]
    name_of = [str(reason).partition(":")[0] for reason in counted["reason"]]
    counted = counted.assign(group=name_of)
    found, problems = [], []
    for name, own in counted.groupby("group", sort=True):
        try:
            found.append(_group(organisation, str(name), own))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    if found:
        return [each for each in found if each.los.edges]
    known = published(mine)
    if known is None:
        return []
    return [Group(organisation, EVERYBODY, *known.period, known.files, published=known)]


def together(name: str, some: Sequence[Group]) -> Group:
    """Several groups of one organisation as one, under a name of its own.

    Raises:
        InputError: their bands differ, or there are summary figures only.
    """
    if any(each.published for each in some):
        do = "give counts by band; a mean of means says nothing of the spread"
        raise InputError([Problem(f"'{name}': summary figures cannot be added up", do=do)])

    def added(field: str) -> Banded:
        own = [getattr(each, field) or _NONE for each in some]
        return Banded.together(own, f"'{name}'")

    befores = [each.begun_before for each in some]
    known = [each for each in befores if each is not None]
    is_known = len(known) == len(befores)
    files = dict.fromkeys(file for each in some for file in each.files)
    untimed = None if any(each.untimed is None for each in some) else added("untimed")
    return replace(
        some[0],
        name=name,
        first=min(each.first for each in some),
        last=max(each.last for each in some),
        files=tuple(files),
        los=added("los"),
        ready=added("ready"),
        untimed=untimed,
        delay=added("delay"),
        open=added("open"),
        begun_before=(sum(x for x, _ in known), sum(x for _, x in known)) if is_known else None,
    )


def _group(organisation: str, name: str, rows: pd.DataFrame) -> Group:
    tables = {
        measure: _banded(rows[rows["measure"] == measure], f"{measure} of {organisation}, '{name}'")
        for measure in BANDED
    }
    ended = rows[rows["measure"] == LOS]
    when = ended if len(ended) else rows
    begun = rows[(rows["measure"] == BEGIN) & rows["reason"].str.endswith(":before")]
    is_told = bool((rows["measure"] == UNTIMED).any()) or not tables[READY].high
    # Nobody without a ready date is a table of none, which is not written.
    is_told = is_told or tables[READY].low == tables[LOS].low
    return Group(
        organisation,
        name,
        when["start"].min().date(),
        when["end"].max().date(),
        tuple(sorted(set(ended["file"].astype(str)) or set(rows["file"].astype(str)))),
        tables[LOS],
        tables[READY],
        tables[UNTIMED] if is_told else None,
        tables[DELAY],
        tables[OPEN],
        _sum(begun) if len(begun) else None,
    )


def _banded(rows: pd.DataFrame, what: str) -> Banded:
    known = rows["value"].dropna()
    most = int(known.max()) if len(known) else LEAST_SHOWN
    found = []
    for one in rows.itertuples():
        band = LosBand.of(str(one.reason))
        if band is not None:
            found.append((band.first, band.last, *_bounds(one, what, most)))
    return Banded.of(found, what)


# Where every count of a table is hidden, none is thought greater than this.
LEAST_SHOWN = 7


def _bounds(row: object, what: str, most: int) -> tuple[int, int]:
    """The least and greatest count; of one hidden without bounds, the greatest that is shown."""
    value, low, high = (float(getattr(row, name)) for name in ("value", "low", "high"))
    if not isnan(value):
        return round(value), round(value)
    if getattr(row, "missing", "") != SUPPRESSED:
        says = f"{what}: a count is missing ({getattr(row, 'missing', '') or 'no reason given'})"
        raise InputError([Problem(says, do="give every band a count, or `<5` or `*` if hidden")])
    return (0 if isnan(low) else round(low)), (most if isnan(high) else round(high))


def _sum(rows: pd.DataFrame) -> tuple[int, int]:
    bounds = [_bounds(one, BEGIN, LEAST_SHOWN) for one in rows.itertuples()]
    return sum(low for low, _ in bounds), sum(high for _, high in bounds)
