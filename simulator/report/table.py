"""Tables: the same for the page and the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from simulator.report.estimate import Estimate, plain
from simulator.report.known import Known
from simulator.results.measures import REGISTRY, Key


@dataclass(frozen=True, slots=True)
class Said:
    """A figure with words of its own for the page, where a column's units differ by row."""

    text: str
    figure: float | Estimate | None


Cell = str | float | Estimate | Said | None


@dataclass(frozen=True, slots=True)
class Unit:
    """What a column of figures is in.

    ``name`` and ``scale`` hold on the page; the workbook has figures as they are measured, in
    ``raw``, shown by ``shown_as``.
    """

    name: str
    scale: float = 1.0
    raw: str = ""
    shown_as: str = "#,##0.00"

    @property
    def in_workbook(self) -> str:
        """The unit of the figures of the workbook."""
        return self.raw or self.name


def money(sign: str) -> Unit:
    """Thousands a year on the page, single pounds or other in the workbook."""
    return Unit(f"{sign} thousand a year", 1e-3, f"{sign} a year", "#,##0")


SHARE = Unit("%", 100, "share", "0.0%")
PATIENTS = Unit("patients")
PATIENTS_A_DAY = Unit("patients a day")
PLACES = Unit("places")
DAYS = Unit("days")
HOURS = Unit("hours")
MINUTES = Unit("minutes")
COUNT = Unit("number a run", shown_as="#,##0")
RELATIVE = Unit("relative to the mean day")
AS_SAID = Unit("with its unit", raw="in the unit of the row")
COUNTS = {"n", "open", "gave_up"}


def unit_of(key: Key) -> Unit:
    """The unit of a row of the summary."""
    measure = REGISTRY[key.measure]
    if key.statistic in COUNTS:
        return COUNT
    if key.statistic.startswith("share") or measure.unit == "share":
        return SHARE
    if key.statistic == "per_year":
        return Unit(measure.unit.replace("a day", "a year"))
    if key.statistic == "per_day" and not measure.unit.endswith("a day"):
        return Unit(f"{measure.unit} a day")
    return Unit(measure.unit)


@dataclass(frozen=True, slots=True)
class Column:
    """A column; without a unit it holds words. ``is_shown``: on the page as well as in the book."""

    head: str
    unit: Unit | None = None
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table. ``measures``: names of the measures in it, whose definitions are in the glossary.

    ``is_open``: shown on the page at once, not on opening it.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    measures: tuple[str, ...] = ()
    is_open: bool = False

    @property
    def shown(self) -> list[list[str]]:
        """The cells as text for the page."""
        kept = [at for at, column in enumerate(self.columns) if column.is_shown]
        return [[_shown(row[at], self.columns[at]) for at in kept] for row in self.rows]

    @property
    def heads(self) -> list[Column]:
        """The columns on the page."""
        return [column for column in self.columns if column.is_shown]


def _shown(cell: Cell, column: Column) -> str:
    scale = column.unit.scale if column.unit else 1.0
    if isinstance(cell, Estimate):
        return cell.text(scale)
    if isinstance(cell, (str, Said)):
        return cell if isinstance(cell, str) else cell.text
    return "" if cell is None else plain(cell * scale)


@dataclass(frozen=True, slots=True)
class Ask:
    """A column of figures that are looked up: a measure, a statistic and dimensions."""

    head: str
    unit: Unit
    measure: str
    statistic: str = ""
    where: Mapping[str, str] = field(default_factory=dict)


Labelled = tuple[Sequence[str], Mapping[str, str]]


def ask(
    known: Known,
    name: str,
    title: str,
    heads: Sequence[str],
    *,
    rows: Iterable[Labelled],
    asked: Sequence[Ask],
    note: str = "",
    is_open: bool = False,
    skip_zero: bool = False,
) -> Table:
    """A table of looked-up figures; rows with nothing known are left out.

    ``skip_zero``: rows that are 0 throughout as well.
    """
    found = list(_rows(known, rows, asked, skip_zero))
    # A column that no row knows anything of says nothing.
    kept = [at for at in range(len(asked)) if any(cells[at] is not None for _, cells in found)]
    columns = [*(Column(head) for head in heads)]
    columns += [Column(asked[at].head, asked[at].unit) for at in kept]
    return Table(
        name,
        title,
        tuple(columns),
        tuple((*labels, *(cells[at] for at in kept)) for labels, cells in found),
        note,
        tuple(dict.fromkeys(each.measure for each in asked)),
        is_open,
    )


def _rows(
    known: Known, rows: Iterable[Labelled], asked: Sequence[Ask], skip_zero: bool
) -> Iterator[tuple[Sequence[str], list[Estimate | None]]]:
    for labels, where in rows:
        cells = [known.get(one.measure, {**where, **one.where}, one.statistic) for one in asked]
        told = [cell.mean for cell in cells if cell is not None and cell.is_known]
        if told and not (skip_zero and not any(told)):
            yield labels, cells
