"""How a table of results is said: its files, its rows, and each column with type and unit."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from simulator.results.measure import DIMENSIONS

TEXT, WHOLE, NUMBER, FLAG, DAY = "text", "whole number", "number", "true or false", "date"
OF_MEASURE = "of the measure"


@dataclass(frozen=True, slots=True)
class ColumnSaid:
    """One column; ``*`` in its name stands for what the scenario names."""

    name: str
    type: str
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class FileSaid:
    """One table: what makes it, the names of its files without ending, what a row is."""

    made_by: str
    name: str
    endings: tuple[str, ...]
    row: str
    columns: tuple[ColumnSaid, ...]

    def column(self, name: str) -> ColumnSaid | None:
        """What a column of the file is; None where nothing is said of it."""
        exact = (each for each in self.columns if each.name == name)
        fitting = (each for each in self.columns if fnmatchcase(name, _pattern(each.name)))
        return next(exact, None) or next(fitting, None)


def _pattern(name: str) -> str:
    return name.replace("[", "[[]")


def columns(*rows: tuple[str, str, str, str]) -> tuple[ColumnSaid, ...]:
    """Columns from their names, types, units and meanings."""
    return tuple(ColumnSaid(*row) for row in rows)


_OF = {
    "care_setting": "care setting, or `all acute` or `all other beds`",
    "unit": "unit of the care setting",
    "group": "patient group, or a group of deaths and discharges",
    "pathway": "pathway",
    "pathway_number": "0 to 3",
    "reason": "code of the delay reason",
    "organisation": "nhs, social_care or both; of money, who pays",
    "weekday": "mon to sun",
    "hour": "hour of the day, 0 to 23",
    "band": "range of days, or a kind of cost",
    "handoff": "handoff",
    "destination": "care setting, or where journeys leave to",
    "standard": "standard",
    "locality": "part of the place",
}
SCENARIO = ("scenario", TEXT, "", "title of the scenario; in a comparison the name of its file")
REPLICATION = ("replication", WHOLE, "", "number of the replication, from 1")
MEASURE = (
    ("measure", TEXT, "", "name of the measure (docs/measures.md)"),
    *((name, TEXT, "", f"{_OF[name]}; empty: all together") for name in DIMENSIONS),
    ("statistic", TEXT, "", "which figure of the measure: mean, share, p90, n …"),
)
N = ("n", WHOLE, "replications", "replications in which there was something to measure")
N_PAIRED = (
    *("n", WHOLE, "replications or draws"),
    "replications in which there was something to measure in both; with draws of a fit, the draws",
)
HALF = (
    "half-width of its 95 % interval: simulation noise, and, with draws of a fit, what they leave "
    "open"
)
DIFFERENCE = (
    ("reference", NUMBER, OF_MEASURE, "mean in the reference"),
    ("other", NUMBER, OF_MEASURE, "mean in the scenario"),
    ("difference", NUMBER, OF_MEASURE, "mean of the differences, replication by replication"),
    (
        *("sd", NUMBER, OF_MEASURE),
        "standard deviation of the differences; with draws of a fit what, with their number, gives "
        "the half-width",
    ),
    ("half_width", NUMBER, OF_MEASURE, HALF),
)
PAIRED = (
    *MEASURE,
    N_PAIRED,
    *DIFFERENCE,
    ("joint_half_width", NUMBER, OF_MEASURE, "the same, holding for all scenarios together"),
    ("higher_in", NUMBER, "share", "share of replications in which the scenario is higher"),
    ("lower_in", NUMBER, "share", "share of replications in which it is lower"),
    ("better", TEXT, "", "which way is better, higher or lower; empty: not for a model to say"),
    ("better_in", NUMBER, "share", "share of replications in which it is better"),
    (
        *("variance_ratio", NUMBER, "ratio"),
        "variance of the difference over that without pairing; 1 is no gain",
    ),
)
PLAIN = (".parquet", ".csv")
YEAR = "currency a year"
