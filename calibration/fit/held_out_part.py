"""What a fit file says of months that are held out."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pandas as pd
from pydantic import ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.part import Part

_MONTH = re.compile(r"^\d{4}-(0[1-9]|1[0-2])$")


class HeldOutPart(Part):
    """Months that are never fitted, and are predicted from what was."""

    model_config = ConfigDict(populate_by_name=True)

    since: str = Field(alias="from", description="first month that is held out, like 2024-04")
    to: str | None = Field(
        None, description="last month that is held out; left out: the last of the table"
    )

    @field_validator("since", "to", mode="before")
    @classmethod
    def _is_month(cls, given: Any) -> Any:
        if given is not None and not (isinstance(given, str) and _MONTH.match(given)):
            says = "'{given}' is no month; write year and month like 2024-04"
            raise PydanticCustomError("month", says, {"given": str(given)})
        return given

    @property
    def first(self) -> dt.date:
        """First day that is held out."""
        year, month = map(int, self.since.split("-"))
        return dt.date(year, month, 1)

    @property
    def last(self) -> dt.date | None:
        """Last day that is held out; None: as far as the table goes."""
        return None if self.to is None else pd.Period(self.to, "M").end_time.date()


def fitted_rows(frame: pd.DataFrame, part: HeldOutPart | None) -> pd.DataFrame:
    """The rows of a table that may be fitted: those that end before what is held out begins."""
    if part is None:
        return frame
    return frame[frame["end"] < pd.Timestamp(part.first)]
