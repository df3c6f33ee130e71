"""Where each value of a scenario comes from: its file, source and confidence, or a default."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from simulator.errors import Place
from simulator.scenario.address import dotted
from simulator.scenario.change import Changed
from simulator.scenario.document import Node, Path
from simulator.scenario.field import alternatives, field_at, fields, model_at, type_at
from simulator.scenario.law import Law
from simulator.scenario.load import Loaded
from simulator.scenario.part import Confidence
from simulator.scenario.word import say

Standing = Literal["given", "changed", "inherited"]

# Words about the scenario, and how it is run: nothing that a source could be asked for.
_HEADER = {
    *("schema_version", "title", "question", "rationale", "intended_use", "not_for"),
    *("valid_until", "analyst", "assurer", "assumptions", "published", "calendar", "batch"),
    *("sources", "decisions", "logic", "sharing", "explained"),
}
_ABOUT = {"source", "confidence", "note", "title"}
_NAMES_OF_CODES = "delay_reasons"


@dataclass(frozen=True, slots=True)
class Value:
    """One value that a scenario states.

    ``said`` is its path and ``text`` the value in words. Source and confidence are those of the
    nearest entry around it that states them; a changed value has those of its change only.
    ``standing``: ``given`` in this file, ``changed`` by it, or ``inherited`` from what it extends.
    """

    path: Path
    said: str
    text: str
    unit: str
    meaning: str
    source: str | None
    confidence: Confidence | None
    place: Place
    standing: Standing
    changed: Changed | None
    is_figure: bool


@dataclass(frozen=True, slots=True)
class DefaultValue:
    """One value that a scenario leaves to its default; ``text`` is the default in words."""

    path: Path
    said: str
    text: str
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many figures are given, changed, inherited, without a source, and left to a default."""

    given: int
    changed: int
    inherited: int
    without_source: int
    defaults: int


def values(loaded: Loaded) -> list[Value]:
    """Every value that the scenario states, names and references included, in its order."""
    return [_value(loaded, each) for each in _stated(loaded.document, (), _Known())]


def assumptions(loaded: Loaded) -> list[Value]:
    """Every figure and choice that results rest on, with its source, or None where none is given.

    Words about the scenario, its calendar and batch, published figures and names are not in it.
    """
    return [_value(loaded, each) for each in _assumed(loaded)]


def inherited(loaded: Loaded) -> list[Value]:
    """The figures taken unchanged from what the scenario extends."""
    return [value for value in assumptions(loaded) if value.standing == "inherited"]


def defaults(loaded: Loaded) -> list[DefaultValue]:
    """Every field left out that has a default, in the order of the scenario."""
    return list(_defaults(loaded.document, (), loaded.document))


def counts(loaded: Loaded) -> Counts:
    """How the figures of a scenario stand."""
    figures = list(_assumed(loaded))
    standing = [each.standing(loaded) for each in figures]
    return Counts(
        given=standing.count("given"),
        changed=standing.count("changed"),
        inherited=standing.count("inherited"),
        without_source=sum(each.known.source is None for each in figures),
        defaults=len(defaults(loaded)),
    )


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a value from around it."""

    source: str | None = None
    confidence: Confidence | None = None
    changed: Changed | None = None

    def at(self, node: Node) -> _Known:
        """What is known at a node: a change leaves nothing of the source before it."""
        known = self
        if node.changed is not None:
            known = _Known(node.changed.source, node.changed.confidence, node.changed)
        own = node.value if isinstance(node.value, dict) else {}
        source = own["source"].value if "source" in own else None
        confidence = own["confidence"].value if "confidence" in own else None
        if source is None and confidence is None:
            return known
        # A new source does not have the confidence of the old one.
        return _Known(
            str(source) if source is not None else known.source,
            confidence if confidence is not None or source is not None else known.confidence,  # type: ignore[arg-type]
            known.changed,
        )


@dataclass(frozen=True, slots=True)
class _Stated:
    """Where a value is stated, and what is known of it; not yet in words, which takes longer."""

    node: Node
    path: Path
    known: _Known

    @property
    def is_figure(self) -> bool:
        return self.path[-1] == "begins" or str not in _scalars(type_at(self.path))

    def standing(self, loaded: Loaded) -> Standing:
        changed = self.known.changed
        if not loaded.is_own(changed.place if changed else self.node.place):
            return "inherited"
        return "changed" if changed else "given"


def _assumed(loaded: Loaded) -> Iterator[_Stated]:
    for each in _stated(loaded.document, (), _Known()):
        if str(each.path[0]) not in _HEADER and each.is_figure:
            yield each


def _stated(node: Node, path: Path, known: _Known) -> Iterator[_Stated]:
    known = known.at(node)
    if not isinstance(node.value, (dict, list)) or (path and _is_one(path)):
        yield _Stated(node, path, known)
    elif isinstance(node.value, dict):
        for name, child in node.value.items():
            if name not in _ABOUT or model_at(path) is None:
                yield from _stated(child, (*path, name), known)
    elif isinstance(node.value, list):
        for index, child in enumerate(node.value):
            yield from _stated(child, (*path, index), known)


def _is_one(path: Path) -> bool:
    """Whether what stands at a path is one value: a law is, and a list of numbers or words."""
    kinds = alternatives(type_at(path))
    if Law in kinds or model_at(path) is None:
        inner = [a for k in kinds if get_origin(k) in (tuple, dict) for a in get_args(k)[-2:]]
        is_map = any(get_origin(kind) is dict for kind in kinds)
        return Law in kinds or (not is_map and not any(_is_entry(each) for each in inner))
    return False


def _is_entry(kind: Any) -> bool:
    return any(isinstance(k, type) and issubclass(k, BaseModel) for k in alternatives(kind))


def _value(loaded: Loaded, stated: _Stated) -> Value:
    path, known = stated.path, stated.known
    field = field_at(path)
    standing = stated.standing(loaded)
    return Value(
        path=path,
        said=dotted(path, loaded.document),
        text=say(_in_scenario(loaded, path)),
        unit=field.unit if field else "",
        meaning=field.meaning if field else "",
        source=known.source,
        confidence=known.confidence,
        place=stated.node.place,
        standing=standing,
        changed=known.changed if standing != "inherited" else None,
        is_figure=stated.is_figure,
    )


def _scalars(kind: Any) -> list[Any]:
    """The types of the single values that a type is, or is a list of."""
    found = []
    for each in alternatives(kind):
        inner = get_args(each)[0] if get_origin(each) is tuple else None
        found += alternatives(inner) if inner is not None else [each]
    return found


def _in_scenario(loaded: Loaded, path: Path) -> Any:
    """The value at a path as the models hold it."""
    value: Any = loaded.scenario
    for key in path:
        value = getattr(value, str(key)) if isinstance(value, BaseModel) else value[key]
    return value


def _defaults(node: Node, path: Path, root: Node) -> Iterator[DefaultValue]:
    if isinstance(node.value, list):
        for index, child in enumerate(node.value):
            yield from _defaults(child, (*path, index), root)
    if not isinstance(node.value, dict) or (path and Law in alternatives(type_at(path))):
        return
    model = model_at(path)
    for name, child in node.value.items():
        yield from _defaults(child, (*path, name), root)
    if model is not None:
        left_out = [name for name in model.model_fields if name not in node.value]
        for name in left_out:
            yield from _default(model, name, path, root)


def _default(model: type[BaseModel], name: str, path: Path, root: Node) -> Iterator[DefaultValue]:
    """The default of a field left out; for a group of fields, those of its fields."""
    field = fields(model)[name]
    value = field.default
    if isinstance(value, BaseModel):
        for inner in type(value).model_fields:
            yield from _default(type(value), inner, (*path, name), root)
    elif value not in (None, (), "") and value != {} and name not in {*_ABOUT, _NAMES_OF_CODES}:
        whole = (*path, name)
        yield DefaultValue(whole, dotted(whole, root), say(value), field.unit, field.meaning)
