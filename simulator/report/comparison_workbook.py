"""The tables of a comparison as a workbook for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from simulator.experiment.comparison import Comparison
from simulator.report.comparison_page import View
from simulator.report.estimate import Estimate
from simulator.report.table import AS_SAID, Cell, Column, Said, Table, unit_of
from simulator.report.workbook import Prices, sheet_names, write_tables
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import REGISTRY
from simulator.results.verdict import Verdict

TABLES = "tables.xlsx"
EVERY = "Every difference"


def write_comparison_workbook(view: View, comparison: Comparison | None, file: Path) -> None:
    """Write the tables of a page, and of a comparison every difference, as sheets.

    Raises:
        OSError: it cannot be written.
    """
    tables = [*_shown(view), *([every_table(comparison)] if comparison else [])]
    names = view.names
    prices = Prices(names.money(), names.price_year)
    is_trial = any("trial" in each.lower() for each in view.answer.banners)
    write_tables(
        file, view.title, list(_readme(view, tables, prices)), tables, prices, is_trial=is_trial
    )


def every_table(comparison: Comparison) -> Table:
    """Every figure of every scenario beside the reference, in the unit of its row."""
    heads = ["Scenario", "Measure", "Its name", *(_words(name) for name in DIMENSIONS)]
    columns = [*map(Column, [*heads, "Statistic", "Unit"])]
    columns += [Column(head, AS_SAID) for head in ("Reference", "Here", "Difference")]
    return Table(
        EVERY,
        "Every figure beside the reference's",
        (*columns, Column("The model estimates")),
        tuple(_rows(comparison)),
        "Averages over the replications, not rounded; differences of the same patients, with the "
        "half-width of the 95 % interval of each by itself. Shares are 0 to 1.",
    )


def _shown(view: View) -> Iterator[Table]:
    """The tables of a page in its order, those beside its pictures included."""
    for part in (view.first, *view.parts):
        for picture in part.pictures:
            yield from picture.tables
        yield from part.tables


def _readme(view: View, tables: Sequence[Table], prices: Prices) -> Iterator[tuple[str, str]]:
    answer = view.answer
    yield from (("Warning", each) for each in (*answer.banners, *view.warned))
    yield "Question", answer.question
    yield from (("Answer", each) for each in answer.sentences)
    yield from ((each.head, each.says) for each in answer.caveats)
    yield (
        "Figures",
        f"Averages over {view.replications} replications on the same patients, not rounded. Beside "
        f"each difference, the half-width of its 95 % interval: {view.held}.",
    )
    yield "Money", f"{prices.sign}, {prices.year}"
    yield "", ""
    yield "Sheet", "What is in it"
    yield from zip(sheet_names(tables), (table.title for table in tables), strict=True)
    yield "", ""
    yield "Measure", "Definition"
    yield from ((each.title, each.definition) for each in view.glossary)


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _rows(comparison: Comparison) -> Iterator[tuple[Cell, ...]]:
    for arm, paired in zip(comparison.others, comparison.paired, strict=True):
        for key in paired.keys:
            effect = paired.effect(key)
            if effect is None or effect.verdict is Verdict.ABSENT:
                continue
            measure = REGISTRY[key.measure]
            figure = Estimate(effect.difference, effect.half_width, effect.n, effect.n)
            yield (
                arm.label,
                measure.title,
                key.measure,
                *key.where,
                key.statistic,
                unit_of(key).in_workbook,
                Said("", effect.reference),
                Said("", effect.other),
                Said("", figure),
                effect.verdict.value,
            )
