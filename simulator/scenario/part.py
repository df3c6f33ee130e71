"""What every entry of a scenario has in common: no unknown fields, a source, a confidence."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

Confidence = Literal["A", "B", "C"]
Organisation = Literal["nhs", "social_care", "both"]
BankHolidays = Literal["as_sunday", "as_usual"]


def _date_as_text(given: Any) -> Any:
    if isinstance(given, dt.date):
        return given
    if isinstance(given, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", given, re.ASCII):
        try:
            return dt.date.fromisoformat(given)
        except ValueError:
            raise PydanticCustomError(
                "date_expected",
                "there is no date {given}; write year, month and day like 2025-04-01",
                {"given": repr(given)},
            ) from None
    raise PydanticCustomError(
        "date_expected",
        "{given} is not a date; write year, month and day like 2025-04-01",
        {"given": repr(given)},
    )


def _printable(name: str) -> str:
    strange = next((each for each in name if unicodedata.category(each) == "Cc"), None)
    if strange is not None:
        raise PydanticCustomError(
            "name",
            "a name has the character {code} in it, which cannot be shown; leave it out",
            {"code": f"U+{ord(strange):04X}"},
        )
    return name


# Strict: neither true nor '10' is a number, nor 20250401 a date.
Number = Annotated[float, Strict()]
Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
Name = Annotated[str, AfterValidator(_printable)]
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
