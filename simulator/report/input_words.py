"""What is varied in words, from the path of a value: its thing by title, its amount, its unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.report.names import Names, in_words
from simulator.scenario.address import Word, parse
from simulator.scenario.document import Path
from simulator.scenario.field import field_at, type_at

COUNTED = {"beds", "places", "people", "WTE", "visits a day"}
SHORT = {"whole-time equivalents": "WTE"}


@dataclass(frozen=True, slots=True)
class InputWords:
    """An input: ``thing`` like ``North (Community hospitals)``, ``amount`` like ``beds``.

    ``unit``: that of the field, '' where the scenario states it with the value or there is none.
    """

    path: str
    thing: str
    amount: str
    unit: str

    @property
    def text(self) -> str:
        """Thing and amount: ``North (Community hospitals): beds``."""
        return f"{self.thing}: {self.amount}" if self.amount else self.thing

    @property
    def head(self) -> str:
        """The same for a head of a column or axis, with its unit where the words lack it."""
        is_said = not self.unit or self.amount.endswith(self.unit)
        return self.text if is_said else f"{self.text} ({self.unit})"

    @property
    def more(self) -> str:
        """More or less of it, to be asked about."""
        if not self.amount:
            return f"other values of {self.text}"
        few = "fewer" if self.unit in COUNTED else "less"
        return f"more or {few} {self.amount} of {self.thing}"


def input_words(path: str, names: Names) -> InputWords:
    """The words for the value at a path, by the titles of a scenario."""
    words = parse(path)
    thing, rest = _thing(words, names)
    amount = " ".join(word.text for word in rest if not word.is_any).replace("_", " ")
    return InputWords(path, thing, amount.replace("wte", "WTE"), unit_at(path, names))


def _thing(words: Sequence[Word], names: Names) -> tuple[str, Sequence[Word]]:
    """The entry that has the value, by title, and what is left of the path."""
    titles = {
        "handoffs": names.handoff,
        "care_settings": names.place,
        "patient_groups": names.group,
        "pathways": names.pathway,
        "standards": names.standard,
    }
    first = words[0].text
    if first not in titles or len(words) < 2:
        return in_words(" ".join(word.text for word in words)), ()
    every = in_words(first) if words[1].is_any else titles[first](words[1].text)
    if first == "care_settings" and len(words) > 3 and words[2].text == "units":
        return f"{_unit_name(words[1], words[3], names)} ({every})", words[4:]
    return every, words[2:]


def _unit_name(setting: Word, unit: Word, names: Names) -> str:
    """A unit by its name, also where it is given by its number."""
    if unit.is_any:
        return "Every unit"
    found = names.scenario.care_settings.get(setting.text)
    if found is not None and unit.text.isdecimal() and int(unit.text) < len(found.units):
        return found.units[int(unit.text)].name
    return unit.text


def unit_at(path: str, names: Names) -> str:
    """The unit that the scenario's schema gives a field; '' where it gives none."""
    field = field_at(_typed(parse(path)))
    if field is None:
        return ""
    return names.money() if field.unit == "currency" else SHORT.get(field.unit, field.unit)


def _typed(words: Sequence[Word]) -> Path:
    """A path that the schema knows: an item of a list, however it is named, as the first."""
    path: Path = ()
    for word in words:
        is_item = type_at((*path, word.text)) is None and type_at((*path, 0)) is not None
        path = (*path, 0 if is_item else word.text)
    return path
