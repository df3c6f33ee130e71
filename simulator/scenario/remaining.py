"""How long a stay still lasts by how long it has lasted, as a scenario says it."""

from __future__ import annotations

from itertools import pairwise

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.part import Part
from simulator.scenario.quantities import Duration
from simulator.scenario.remaining_file import Band, RemainingTable


class RemainingRow(Part):
    """What remains once so much time has been spent, until the next row's time."""

    spent: Duration = Field(description="from this much time spent on")
    quantiles: dict[float, Duration] = Field(
        description="share of values below: what remains; straight between them, 0 and 1 needed"
    )

    @model_validator(mode="after")
    def _rises(self) -> RemainingRow:
        values = [self.quantiles[level].days for level in sorted(self.quantiles)]
        if not {0.0, 1.0} <= set(self.quantiles) or not all(0 <= q <= 1 for q in self.quantiles):
            raise PydanticCustomError("remaining", "quantiles have levels from 0 to 1, both given")
        if any(b < a for a, b in pairwise(values)):
            raise PydanticCustomError("remaining", "values of quantiles must not fall")
        if any(d.is_working for d in (self.spent, *self.quantiles.values())):
            raise PydanticCustomError("remaining", "what remains is in days, not in working time")
        return self


class Remaining(Part):
    """A table of what remains of a stay by the time already spent; used by a full start."""

    file: RemainingTable | None = Field(
        None, description="a CSV file in or below the folder of this file"
    )
    rows: tuple[RemainingRow, ...] | None = Field(
        None, min_length=1, description="or its rows, in order of time spent, the first from 0 on"
    )

    @model_validator(mode="after")
    def _one_table(self) -> Remaining:
        if (self.file is None) == (self.rows is None):
            raise PydanticCustomError("remaining", "give either a file or rows")
        spent = [row.spent.days for row in self.rows or ()]
        if spent and (spent[0] != 0 or any(b <= a for a, b in pairwise(spent))):
            says = "rows begin at 0 days spent, and each is for more time spent than the one before"
            raise PydanticCustomError("remaining", says)
        return self

    @property
    def bands(self) -> tuple[Band, ...]:
        """From how many days spent on, and the days that remain at each level, in order."""
        if self.file is not None:
            return self.file.rows
        return tuple(
            (row.spent.days, tuple((q, row.quantiles[q].days) for q in sorted(row.quantiles)))
            for row in self.rows or ()
        )
