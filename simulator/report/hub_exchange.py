"""What money, bed-days and time on the way are exchanged at, each with where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.report.table import Column, Table


@dataclass(frozen=True, slots=True)
class Exchange:
    """Rates at which a hub's gains and losses are set against each other.

    ``bed_day``: of an acute bed held by somebody ready to leave, in the scenario's currency.
    ``hours``: values of an hour on the way to be tried, lowest first. ``visits_per_day``: visits to
    each patient for each day of a stay; patients themselves travel there and home once.
    """

    bed_day: float = 346.0
    hours: tuple[float, ...] = (7.0, 35.0, 100.0, 250.0, 500.0)
    visits_per_day: float = 0.5

    def table(self, sign: str) -> Table:
        """Every rate, its source and its confidence."""
        first, *more = self.hours
        tried = ", ".join(f"{sign}{each:g}" for each in more)
        rows = [
            (
                "An acute bed-day held by somebody ready to leave",
                f"{sign}{self.bed_day:g}",
                "delayed acute day, Bristol planning model",
                "A",
            ),
            (
                "An hour on the way, of a patient or visitor",
                f"{sign}{first:g}",
                "value of non-work time in transport appraisal, about 6 to 7 in prices of 2025",
                "C",
            ),
            ("The same, other values tried", tried or "none", "to find where the answer turns", ""),
            (
                "Visits to each patient, a day of stay",
                f"{self.visits_per_day:g}",
                "one visitor every other day, from where the patient lives, there and back; by "
                "judgement",
                "C",
            ),
            ("Journeys of each patient, a stay", "2", "there, and home again", "C"),
        ]
        heads = ("What", "Rate", "Source", "Confidence")
        title = "What gains and losses are exchanged at"
        return Table("Exchange", title, tuple(map(Column, heads)), tuple(rows))
