"""What is wrong with a scenario, told from the errors of the models that read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from simulator.errors import Place, Problem
from simulator.scenario.address import dotted, follow
from simulator.scenario.blame import blamed
from simulator.scenario.change import Changed
from simulator.scenario.document import Node, Path
from simulator.scenario.field import field_at, fields, model_at
from simulator.scenario.schema import Scenario

_LONGEST = 60
# Parts of the place of an error: tags of alternatives, and that it is about a key.
_NOT_IN_IT = {"=payer", "=shares", "=number", "=shifts", "=name", "=names", "[key]"}
_NOT_A = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "string_type": "text",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping from names to entries",
    "model_type": "a mapping of fields",
    "model_attributes_type": "a mapping of fields",
}


def problems(
    error: ValidationError,
    root: Node,
    model: type[BaseModel] = Scenario,
    at: Path = (),
    changes: Sequence[Changed] = (),
) -> list[Problem]:
    """One problem for each error of a model, at its place in the document ``root``.

    ``at``: where in the document that stands which was read, with ``model`` of the whole.
    ``changes``: what was changed in it, to be named where it made the fault.
    """
    real = (one for one in error.errors() if not _is_echo(one))
    faults = [_Fault(one, root, model, at) for one in real]
    return [blamed(fault.problem(), changes, fault.left_out) for fault in faults]


def _is_echo(error: ErrorDetails) -> bool:
    """Whether a list is called too short only because items of it are wrong.

    Or a mapping is said to be none of the words that could stand there instead.
    """
    if error["type"] == "literal_error" and str(error["loc"][-1]).startswith("literal["):
        return isinstance(error["input"], dict)
    is_short = error["type"] == "too_short" and hasattr(error["input"], "__len__")
    return is_short and len(error["input"]) >= error["ctx"]["min_length"]


def place_of(root: Node, path: Path) -> Place:
    """Where the value at a path stands, or the nearest thing around it that exists.

    For a mapping, a list, or nothing at all that is the place of its key.
    """
    *_, node = follow(root, path)
    # Where nothing is given the value is read to stand where the next key does.
    is_group = node.value is None or isinstance(node.value, (dict, list))
    return node.key if is_group and node.key is not None else node.place


def shown(given: Any) -> str:
    """A given value as the file would have it, shortened."""
    if given is None:
        return "nothing"
    if isinstance(given, bool):
        return str(given).lower()
    if isinstance(given, dict):
        return "a mapping"
    if isinstance(given, (list, tuple)):
        return "a list"
    text = repr(given) if isinstance(given, str) else str(given)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def nearest(given: str, known: Iterable[str], word: str = "allowed") -> str:
    """The question whether something near was meant, and all there is; empty if nothing is."""
    names = sorted(known)
    lower = {name.lower(): name for name in reversed(names)}
    close = get_close_matches(given.lower(), lower, n=1)
    question = f"did you mean '{lower[close[0]]}'? " if close else ""
    some = ", ".join(names[:20]) + (", ..." if len(names) > 20 else "")
    return f"{question}{word}: {some}" if names else ""


class _Fault:
    """One error of a model beside the document it is about."""

    def __init__(self, error: ErrorDetails, root: Node, model: type[BaseModel], at: Path) -> None:
        # Neither the alternative taken nor the word for a key is in the document, unless somebody
        # gave a field such a name.
        *before, last = error["loc"] or ("",)
        is_own = error["type"] == "extra_forbidden"
        inside = [p for p in before if p not in _NOT_IN_IT]
        inside += [p for p in (last,) if is_own or p not in {*_NOT_IN_IT, ""}]
        self.path: Path = (*at, *inside)
        self.is_key = "[key]" in error["loc"] and not is_own
        self.error, self.root, self.model = error, root, model
        self.nodes = list(follow(root, self.path))

    @property
    def left_out(self) -> Path:
        """The path of what is missing, if that is the fault."""
        return self.path if self.error["type"] == "missing" else ()

    def problem(self) -> Problem:
        kind = self.error["type"]
        tell: dict[str, Callable[[], Problem]] = {
            "missing": self.missing,
            "extra_forbidden": self.unknown,
            "literal_error": self.no_choice,
        }
        if kind in tell:
            return tell[kind]()
        says, do = self.said()
        existing = self.path[: len(self.nodes) - 1]
        place = self.nodes[-1].key if self.is_key else None
        return Problem(
            says, place or place_of(self.root, existing), dotted(existing, self.root), do
        )

    def missing(self) -> Problem:
        *inside, name = self.path
        field = field_at(self.path, self.model)
        meaning = f"{field.meaning}; allowed: {field.allowed}" if field else ""
        path = tuple(inside)
        place = place_of(self.root, path) if path else self.top()
        return Problem(f"'{name}' is missing", place, dotted(path, self.root), f"{name}: {meaning}")

    def top(self) -> Place:
        """The first line of the document."""
        return Place(self.root.place.file, 1, 1)

    def unknown(self) -> Problem:
        *inside, name = self.path
        path = tuple(inside)
        entry = model_at(path, self.model)
        known = set(fields(entry)) if entry else set()
        node = self.nodes[-1]
        return Problem(
            f"unknown field '{name}'",
            node.key or node.place,
            dotted(path, self.root),
            nearest(str(name), known),
        )

    def no_choice(self) -> Problem:
        given = self.error["input"]
        field = field_at(self.path, self.model)
        choices = field.choices if field else ()
        says = "nothing is given" if given is None else f"{shown(given)} is not allowed"
        place = place_of(self.root, self.path)
        return Problem(says, place, dotted(self.path, self.root), nearest(str(given), choices))

    def said(self) -> tuple[str, str]:
        """What is wrong, and what is allowed instead."""
        kind, given = self.error["type"], self.error["input"]
        if "url" not in self.error:
            return self.error["msg"][:400], ""
        field = field_at(self.path, self.model)
        allowed = f"allowed: {field.allowed}; {field.meaning}" if field else ""
        if self.is_key:
            return f"the key {shown(given)} is not {_NOT_A.get(kind, 'allowed')}", ""
        if kind == "value_error":
            return str(self.error["ctx"]["error"]), allowed
        if given is None:
            or_not = "" if field and field.is_required else " or leave the field out"
            return "nothing is given", f"give a value{or_not}; {allowed}"
        if kind in _NOT_A:
            return f"{shown(given)} is not {_NOT_A[kind]}", f"{allowed}{_quotes(kind, given)}"
        if kind in {"too_short", "too_long", "string_too_short"}:
            return f"has {len(given)} of them" if len(given) else "is empty", allowed
        return f"{shown(given)} is out of bounds", allowed


def _quotes(kind: str, given: Any) -> str:
    """What to do when text was given for a number, or a number for text."""
    if kind == "string_type" and isinstance(given, (int, float)):
        return f"; put it in quotes: '{str(given).lower()}'"
    if kind in {"bool_type", "bool_parsing"} and str(given).lower() in {"true", "false"}:
        return "; write it without quotes"
    is_number = isinstance(given, str) and given.strip().replace(".", "", 1).isdigit()
    return "; write the number without quotes" if is_number and kind != "bool_type" else ""
