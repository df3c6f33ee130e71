"""The part of a comparison's page that is about money."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.experiment.comparison import Comparison
from simulator.report.money_details import kinds_table, places_table
from simulator.report.money_picture import money_picture
from simulator.report.money_tables import beds_table, ratios_table
from simulator.report.picture import Picture
from simulator.report.table import Table

ANCHOR, TITLE = "money", "Who gains, who pays"


@dataclass(frozen=True, slots=True)
class MoneyPart:
    """Picture 13 and its tables."""

    anchor: str
    title: str
    picture: Picture
    tables: tuple[Table, ...]


def money_parts(comparison: Comparison) -> Iterator[MoneyPart]:
    """The part about money; none where no scenario has any cost."""
    every = comparison.money()
    if any(each.payers for each in every):
        tables = [beds_table(comparison, every), ratios_table(comparison, every)]
        tables += [places_table(comparison, every), kinds_table(comparison, every)]
        yield MoneyPart(ANCHOR, TITLE, money_picture(comparison, every), tuple(tables))
