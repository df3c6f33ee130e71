"""Values that a scenario takes from a CSV file: its name and text, and the rows read from it.

In a scenario file such a value is the name of a file. When the scenario is loaded the text of the
file is put beside its name, so that a loaded scenario says all by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from simulator.scenario.csv_text import CellFault

SUFFIX = ".csv"
# Fewer than this are not told apart wherever people of a real place are counted.
LEAST = 5


@dataclass(frozen=True, slots=True)
class DataFile:
    """A CSV file: its name as the scenario says it, its text, and its rows.

    A kind of file says how its rows are read, in ``parse``.
    """

    file: str
    text: str = field(repr=False)
    rows: tuple[Any, ...] = field(repr=False, compare=False)

    example: ClassVar[str] = ""
    meaning: ClassVar[str] = ""
    # Whether a row may be of one person, so that its text is never copied.
    is_of_people: ClassVar[bool] = False

    @classmethod
    def parse(cls, text: str) -> tuple[tuple[Any, ...], tuple[CellFault, ...]]:
        """The rows of a text, and everything wrong with it."""
        raise NotImplementedError

    @classmethod
    def parsed(cls, text: str) -> tuple[tuple[Any, ...], tuple[CellFault, ...]]:
        """The same, worked out once for each text."""
        return _parsed(cls.parse, text)

    @classmethod
    def _validate(cls, given: Any) -> Self:
        if isinstance(given, cls):
            return given
        if isinstance(given, Mapping) and set(given) == {"file", "text"}:
            file, text = given["file"], given["text"]
            if isinstance(file, str) and isinstance(text, str):
                return cls._of(file, text)
        if isinstance(given, Mapping) and {"file", "sha256"} <= set(given):
            raise PydanticCustomError(
                "data_file",
                "the text of '{given}' is kept nowhere but in that file, and files are read only "
                "for a scenario that is a file too",
                {"given": str(given["file"])},
            )
        if isinstance(given, str):
            raise PydanticCustomError(
                "data_file",
                "'{given}' is a file, and a file is read only for a scenario that is a file too",
                {"given": given},
            )
        raise PydanticCustomError(
            "data_file",
            "{given} is not the name of {meaning}; write it like '{example}'",
            {"given": _shown(given), "meaning": cls.meaning, "example": cls.example},
        )

    @classmethod
    def _of(cls, file: str, text: str) -> Self:
        rows, faults = cls.parsed(text)
        if faults:
            first, more = faults[0], len(faults) - 1
            where = f"{file}:{first.line}:{first.column}"
            says = f"{where}: {first.says}" + (f" (and {more:,} more faults)" if more else "")
            raise PydanticCustomError("data_file", "{says}", {"says": says})
        return cls(file, text, rows)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda data: {"file": data.file, "text": data.text}
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        text = {"type": "string"}
        named = {**text, "pattern": r"\.[cC][sS][vV]$", "examples": [cls.example]}
        whole = {
            "type": "object",
            "properties": {"file": text, "text": text},
            "required": ["file", "text"],
            "additionalProperties": False,
        }
        held = {
            "type": "object",
            "properties": {"file": text, "lies": text, "sha256": text, "rows": {}},
            "required": ["file", "sha256"],
            "additionalProperties": False,
        }
        return {"description": cls.meaning, "anyOf": [named, whole, held]}

    def __str__(self) -> str:
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        number = len(self.rows)
        is_few = self.is_of_people and 0 < number < LEAST
        said = f"fewer than {LEAST}" if is_few else f"{number:,}"
        return f"{self.file} ({said} rows, {digest[:8]})"


@lru_cache(maxsize=16)
def _parsed(
    parse: Callable[[str], tuple[tuple[Any, ...], tuple[CellFault, ...]]], text: str
) -> tuple[tuple[Any, ...], tuple[CellFault, ...]]:
    return parse(text)


def _shown(given: Any) -> str:
    if isinstance(given, (Mapping, list, tuple)):
        return "a mapping" if isinstance(given, Mapping) else "a list"
    return "nothing" if given is None else repr(given)[:60]
