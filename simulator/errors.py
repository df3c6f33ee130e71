"""Problems with what a user gave: where, what, what is allowed, what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file; line and column count from 1."""

    file: str
    line: int
    column: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong: where it is, what is wrong, and what to do about it."""

    says: str
    place: Place | None = None
    path: str = ""
    do: str = ""

    def __str__(self) -> str:
        where = f"{self.place.file}:{self.place.line}:{self.place.column}: " if self.place else ""
        path = f"{self.path}: " if self.path else ""
        lines = [f"{where}{path}{self.says}"]
        if self.place is not None and self.place.text:
            lines += [f"    {self.place.text}", f"    {' ' * (self.place.column - 1)}^"]
        if self.do:
            lines.append(f"    {self.do}")
        return "\n".join(lines)


class InputError(Exception):
    """What a user gave cannot be used; carries every problem found."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type[InputError], tuple[list[Problem]]]:
        """How it crosses from one process to another."""
        return type(self), (self.problems,)


class StoppedError(InputError):
    """A run that could not go on, for a reason that lies in the scenario."""


class IncompleteError(Exception):
    """A run that ended before it was whole, for a reason outside its scenario.

    ``kept``: what is kept. ``do``: how to go on.
    """

    def __init__(self, says: str, kept: str = "", do: str = "") -> None:
        super().__init__(says)
        self.says, self.kept, self.do = says, kept, do

    def __str__(self) -> str:
        return "\n".join(line for line in (self.says, self.kept, self.do) if line)

    def __reduce__(self) -> tuple[type[IncompleteError], tuple[str, str, str]]:
        """How it crosses from one process to another."""
        return type(self), (self.says, self.kept, self.do)


class StoppedByUser(KeyboardInterrupt):
    """A run that somebody stopped, with what is kept of it.

    ``partial``: the report of what there is, empty where there is too little. ``folder``: where the
    run can go on.
    """

    def __init__(self, done: int, planned: int, folder: str, partial: str = "") -> None:
        super().__init__()
        self.done, self.planned, self.folder, self.partial = done, planned, folder, partial
