"""What every entry of a scenario has in common: no unknown fields, a source, a confidence."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

Confidence = Literal["A", "B", "C"]
Organisation = Literal["nhs", "social_care", "both"]
BankHolidays = Literal["as_sunday", "as_usual"]


def _date_as_text(given: Any) -> Any:
    is_text = isinstance(given, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", given)
    if isinstance(given, dt.date) or is_text:
        return given
    raise PydanticCustomError(
        "date_expected",
        "{given} is not a date; write year, month and day like 2025-04-01",
        {"given": repr(given)},
    )


# Strict: neither true nor '10' is a number, nor 20250401 a date.
Number = Annotated[float, Strict()]
Whole = Annotated[int, Strict()]
Day = Annotated[dt.date, BeforeValidator(_date_as_text)]
Share = Annotated[Number, Field(ge=0, le=1, json_schema_extra={"unit": "share, 0 to 1"})]


class Part(BaseModel):
    """An entry of a scenario. Source and confidence hold for what is inside it too, unless said."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    source: str | None = Field(
        None, description="where the numbers come from; inherited by what is inside"
    )
    confidence: Confidence | None = Field(
        None,
        description="A read in a published file, B computed from published files, "
        "C general knowledge; inherited by what is inside",
    )
    note: str | None = Field(None, description="anything a reader should know")
