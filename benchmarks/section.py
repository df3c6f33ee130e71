"""One part of the measurements: what was found, and the targets met or missed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


def in_digits(figure: float, digits: int = 3) -> str:
    """Some digits of a figure, never as a power of ten."""
    whole = len(str(int(abs(figure)))) if abs(figure) >= 1 else 0
    return f"{figure:,.{max(0, digits - whole)}f}"


@dataclass(frozen=True, slots=True)
class Target:
    """A target: what, what is wanted, what was found."""

    what: str
    wanted: str
    found: str
    is_met: bool

    @classmethod
    def at_least(cls, what: str, wanted: float, found: float, unit: str = "times") -> Target:
        """A figure that should be large."""
        return cls(
            what, f"at least {wanted:,g} {unit}", f"{in_digits(found)} {unit}", found >= wanted
        )

    @classmethod
    def at_most(cls, what: str, wanted: float, found: float, unit: str = "times") -> Target:
        """A figure that should be small."""
        return cls(
            what, f"at most {wanted:,g} {unit}", f"{in_digits(found)} {unit}", found <= wanted
        )


@dataclass(slots=True)
class Section:
    """Lines to print, figures by name for a file, and targets.

    ``wrong``: what shows that the programs did not do the same work; no figure counts then.
    """

    name: str
    title: str
    lines: list[str] = field(default_factory=list)
    figures: dict[str, Any] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        """Add a line, and show it at once: a section takes minutes."""
        self.lines.append(line)
        print(f"  {line}", flush=True)

    def must(self, holds: bool, says: str) -> None:
        """Record that something holds, or that it does not."""
        self.say(f"{'same' if holds else 'NOT THE SAME'}: {says}")
        if not holds:
            self.wrong.append(says)

    def close(self) -> None:
        """Show the targets."""
        for each in self.targets:
            met = "met   " if each.is_met else "MISSED"
            print(f"  {met} {each.what}: {each.found} (target {each.wanted})", flush=True)
        for each in self.wrong:
            print(f"  WRONG  {each}", flush=True)
