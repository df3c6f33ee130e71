"""YAML with positions: what a file says, and the line and column of every key and value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from simulator.errors import InputError, Place, Problem

if TYPE_CHECKING:
    from simulator.scenario.change import Changed

Scalar = str | int | float | bool | None
Path = tuple[str | int, ...]
MAX_BYTES = 5_000_000
MAX_DEPTH = 60
MOST_PROBLEMS = 100

# YAML 1.2 core schema: 20:30 is text, so is yes.
_WORDS: dict[str, Scalar] = {"": None, "~": None, "null": None, "true": True, "false": False}
_WORDS |= {word.capitalize(): value for word, value in _WORDS.items() if word.isalpha()}
_WORDS |= {word.upper(): value for word, value in _WORDS.items() if word.isalpha()}
_WHOLE = re.compile(r"[-+]?[0-9]{1,300}")
_REAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


NodeStart = MappingStartEvent | SequenceStartEvent | ScalarEvent


@dataclass(slots=True)
class Node:
    """A value of a document, where it stands, where its key does, and what changed it."""

    value: Scalar | dict[str, Node] | list[Node]
    place: Place
    key: Place | None = None
    changed: Changed | None = None

    def copy(self) -> Node:
        """The same, apart from this one all the way down."""
        value = self.value
        if isinstance(value, dict):
            return replace(self, value={name: node.copy() for name, node in value.items()})
        if isinstance(value, list):
            return replace(self, value=[node.copy() for node in value])
        return replace(self)

    def plain(self) -> Any:
        """The value as dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {name: node.plain() for name, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def walk(self, path: Path = ()) -> Iterator[tuple[Path, Node]]:
        """This node and every one below, with its path from here."""
        yield path, self
        if isinstance(self.value, dict):
            for name, node in self.value.items():
                yield from node.walk((*path, name))
        elif isinstance(self.value, list):
            for index, node in enumerate(self.value):
                yield from node.walk((*path, index))


def standing_at(place: Place, plain: Any) -> Node:
    """Plain dicts, lists and scalars as a document, all of it standing at one place."""
    if isinstance(plain, dict):
        held = {name: standing_at(place, each) for name, each in plain.items()}
        return Node(held, place, place)
    if isinstance(plain, list):
        return Node([standing_at(place, each) for each in plain], place, place)
    return Node(plain, place, place)


def scalar(text: str) -> Scalar:
    """What an unquoted word of YAML stands for."""
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _REAL.fullmatch(text):
        return float(text)
    endless = {".inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan")}
    return endless.get(text.lower().removeprefix("+"), text)


def decode(content: bytes, file: str) -> str:
    """The text of a file; raises InputError when it is too large or not UTF-8."""
    if len(content) > MAX_BYTES:
        says = f"{len(content) / 1e6:.1f} MB is too large; at most {MAX_BYTES / 1e6:g} MB"
        raise InputError([Problem(says, Place(file, 1, 1))])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        problem = Problem(
            f"byte 0x{content[error.start]:02x} is not UTF-8 text",
            Place(file, line, column),
            do="save the file as text in UTF-8",
        )
        raise InputError([problem]) from None


def read(text: str, file: str, problems: list[Problem]) -> Node:
    """The document of a text.

    What can be read around is added to ``problems`` (a duplicate key, an alias, a tag); raises
    InputError, with those, for what cannot (not YAML, two documents, nested too deep).
    """
    node, found = _read_once(text, file)
    problems += found
    if isinstance(node, Node):
        return node.copy()
    raise InputError([*problems, node])


# Scenarios of one folder mostly extend the same file, and reading is most of the work.
@lru_cache(maxsize=8)
def _read_once(text: str, file: str) -> tuple[Node | Problem, tuple[Problem, ...]]:
    """The document of a text, or what keeps it from being read; and what was read around."""
    problems: list[Problem] = []
    try:
        return _read(text, file, problems), tuple(problems)
    except InputError as error:
        *around, last = error.problems
        return last, tuple(around)


def _read(text: str, file: str, problems: list[Problem]) -> Node:
    # What came from a command line may hold halves of characters that cannot be printed.
    text = text.encode("utf-8", "replace").decode("utf-8")
    reader = _Reader(file, text.splitlines(), problems)
    try:
        return reader.document(YAML(typ="safe", pure=True).parse(text))
    except ReaderError as error:
        raise InputError([*problems, reader.bad_character(text, error)]) from None
    except MarkedYAMLError as error:
        raise InputError([*problems, reader.not_yaml(error)]) from None
    except (YAMLError, RecursionError):
        raise InputError([*problems, Problem("is not YAML", Place(file, 1, 1))]) from None


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read."""

    node: Node
    is_mapping: bool
    key: str | None = None
    key_place: Place | None = None
    key_is_due: bool = True


@dataclass(slots=True)
class _Reader:
    file: str
    lines: list[str]
    problems: list[Problem]
    open: list[_Open] = field(default_factory=list)
    top: Node | None = None
    documents: int = 0

    def document(self, events: Iterator[Event]) -> Node:
        for event in events:
            self.take(event)
            if len(self.problems) > MOST_PROBLEMS:
                self.stop("what comes after this was not read", self.at(event))
        if self.top is None:
            self.stop("there is nothing in it", Place(self.file, 1, 1))
        return self.top

    def take(self, event: Event) -> None:
        place = self.at(event)
        if isinstance(event, DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                self.stop("a second document begins here; a file holds one", place)
        elif isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self.open.pop()
        elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            self.refuse_tag(event, place)
            is_mapping = isinstance(event, MappingStartEvent)
            node = Node({} if is_mapping else [], place)
            self.put(node)
            self.open.append(_Open(node, is_mapping))
            if len(self.open) > MAX_DEPTH:
                self.stop(f"nested more than {MAX_DEPTH} deep", place)
        elif isinstance(event, AliasEvent):
            says = f"alias '*{event.anchor}' is not read; write the value out"
            self.problems.append(Problem(says, place))
            self.put(Node(None, place), text="*")
        elif isinstance(event, ScalarEvent):
            self.refuse_tag(event, place)
            value = scalar(event.value) if event.implicit[0] else event.value
            self.put(Node(value, place), text=event.value if value is not None else None)

    def put(self, node: Node, text: str | None = None) -> None:
        """Put a node where it belongs: at the top, in a list, as a key or as its value."""
        if not self.open:
            self.top = self.top or node
            return
        inside = self.open[-1]
        if isinstance(inside.node.value, list):
            inside.node.value.append(node)
        elif inside.key_is_due:
            inside.key, inside.key_place, inside.key_is_due = text, node.place, False
            if text is None:
                self.problems.append(Problem("a key must be a word or text", node.place))
            elif strange := [each for each in text if unicodedata.category(each) == "Cc"]:
                says = f"a name has the character U+{ord(strange[0]):04X} in it"
                self.problems.append(Problem(says, node.place, do="leave it out"))
        else:
            self.put_value(inside, node)

    def put_value(self, inside: _Open, node: Node) -> None:
        held = inside.node.value
        assert isinstance(held, dict)
        node.key, inside.key_is_due = inside.key_place, True
        if inside.key is None:
            return
        if inside.key not in held:
            held[inside.key] = node
            return
        first = held[inside.key].key
        line = first.line if first else 0
        says = f"'{inside.key}' is given twice, first on line {line}"
        self.problems.append(Problem(says, inside.key_place))

    def refuse_tag(self, event: NodeStart, place: Place) -> None:
        if event.ctag is not None:
            self.problems.append(Problem(f"tag '{event.tag}' is not read; leave it out", place))

    def at(self, event: Event) -> Place:
        return self.place(event.start_mark.line, event.start_mark.column)

    def place(self, line: int, column: int) -> Place:
        text = self.lines[line] if line < len(self.lines) else ""
        return Place(self.file, line + 1, column + 1, text)

    def stop(self, says: str, place: Place) -> NoReturn:
        raise InputError([*self.problems, Problem(says, place)])

    def bad_character(self, text: str, error: ReaderError) -> Problem:
        before = text[: error.position]
        place = self.place(before.count("\n"), len(before) - before.rfind("\n") - 1)
        return Problem(f"character U+{ord(text[error.position]):04X} is not allowed", place)

    def not_yaml(self, error: MarkedYAMLError) -> Problem:
        mark = error.problem_mark or error.context_mark
        place = self.place(mark.line, mark.column) if mark else Place(self.file, 1, 1)
        if "'\\t'" in str(error.problem):
            return Problem("a tab; YAML is indented with spaces", place)
        says = str(error.problem or "is not YAML")
        return Problem(f"this is not YAML: {says}", place, do=_advice(says))


def _advice(says: str) -> str:
    if "mapping values are not allowed" in says:
        return "put text that has a colon in it in quotes; check the indentation"
    if "unexpected end" in says:
        return "a quote is not closed"
    if "stream end" in says:
        return "a bracket is not closed"
    if "block end" in says:
        return "check the indentation: entries of one level begin in the same column"
    if "cannot start any token" in says:
        return "put text that begins with a special character in quotes"
    return ""
