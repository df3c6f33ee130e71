"""A scenario of which some parts could not be read: the rest, to run the rules on."""

from __future__ import annotations

import types
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any, Never, Union, get_args, get_origin

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from simulator.scenario.law import Law
from simulator.scenario.part import Part
from simulator.scenario.schema import DELAY_REASONS, Scenario

Path = tuple[str | int, ...]


class UnreadableError(Exception):
    """Something that could not be read was needed; ``path`` says where it stands."""

    def __init__(self, path: Path) -> None:
        super().__init__(".".join(map(str, path)))
        self.path = path


class Unreadable:
    """Stands where something could not be read: using it in any way raises UnreadableError."""

    __slots__ = ("path",)

    def __init__(self, path: Path) -> None:
        self.path = path

    def _stop(self, *_: object) -> Never:
        raise UnreadableError(self.path)

    __getattr__ = __getitem__ = __iter__ = __len__ = __bool__ = __contains__ = _stop
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = _stop
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __float__ = __int__ = _stop
    __truediv__ = __rtruediv__ = __floordiv__ = __mod__ = __neg__ = __index__ = __round__ = _stop
    # Numbers are made exact by way of how they are written.
    __repr__ = __str__ = __format__ = _stop


def is_readable(thing: object) -> bool:
    """Whether something was read."""
    return not isinstance(thing, Unreadable)


def partial(resolved: Mapping[str, Any]) -> Scenario:
    """Everything of a resolved scenario that can be read; Unreadable stands for the rest."""
    try:
        return Scenario.model_validate(resolved)
    except ValidationError:
        pass
    given = dict(resolved)
    reasons = given.get("delay_reasons")
    if isinstance(reasons, Mapping):
        # The published codes are added to those given only once a scenario is read as a whole.
        given["delay_reasons"] = {**DELAY_REASONS, **reasons}
    return Scenario.model_construct(**_fields(Scenario, given, ()))


def _read(kind: Any, given: Any, path: Path) -> Any:
    try:
        return TypeAdapter(kind).validate_python(given)
    except ValidationError:
        return _inside(kind, given, path)


def _inside(kind: Any, given: Any, path: Path) -> Any:
    """What can be read inside something that cannot be read as a whole."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _inside(inner[0], given, path)
    if origin in (Union, types.UnionType):
        tries = (_inside(each, given, path) for each in inner if each is not type(None))
        return next((found for found in tries if is_readable(found)), Unreadable(path))
    if origin is dict and isinstance(given, Mapping):
        return {str(name): _read(inner[1], each, (*path, name)) for name, each in given.items()}
    if origin is tuple and isinstance(given, (list, tuple)):
        return tuple(_read(inner[0], each, (*path, i)) for i, each in enumerate(given))
    if isinstance(kind, type) and issubclass(kind, Part) and not issubclass(kind, Law):
        return _part(kind, given, path)
    return Unreadable(path)


def _part(model: type[Part], given: Any, path: Path) -> Any:
    """An entry field by field; Unreadable when its fields are right but do not go together."""
    short_form = getattr(model, "_short_form", None)
    given = short_form(given) if short_form is not None else given
    if not isinstance(given, Mapping):
        return Unreadable(path)
    read = _fields(model, given, path)
    is_known = all(name in model.model_fields for name in given)
    if is_known and all(is_readable(each) for each in _leaves(read)):
        return Unreadable(path)
    return model.model_construct(**read)


def _fields(model: type[Part], given: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """Fields as given. One not given that is needed, or may be misspelt, is unreadable."""
    unknown = [str(name) for name in given if name not in model.model_fields]
    wrong = _wrong(model, given)
    read: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if name in given:
            read[name] = _field(field, given[name], (*path, name), name in wrong)
        elif field.is_required() or get_close_matches(name, unknown, 1):
            read[name] = Unreadable((*path, name))
    return read


def _wrong(model: type[Part], given: Mapping[str, Any]) -> set[str | int]:
    """Names of the fields of an entry in which something is wrong."""
    try:
        model.model_validate(given)
    except ValidationError as error:
        return {each["loc"][0] for each in error.errors() if each["loc"]}
    return set()


def _field(field: FieldInfo, given: Any, path: Path, is_wrong: bool) -> Any:
    kind = field.annotation
    read = _read(Annotated[kind, *field.metadata] if field.metadata else kind, given, path)
    # A field may have a rule of its own beyond its type.
    is_whole = all(is_readable(each) for each in _leaves(read))
    return Unreadable(path) if is_wrong and is_whole else read


def _leaves(read: Any) -> list[Any]:
    """The parts of something read, down to the first of each that is one thing."""
    if isinstance(read, dict):
        return [leaf for each in read.values() for leaf in _leaves(each)]
    if isinstance(read, tuple):
        return [leaf for each in read for leaf in _leaves(each)]
    if isinstance(read, Part):
        return [leaf for each in read.__dict__.values() for leaf in _leaves(each)]
    return [read]
