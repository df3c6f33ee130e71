"""What differs between two scenarios, value by value, and why."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.scenario.change import Changed
from simulator.scenario.load import Loaded
from simulator.scenario.part import Confidence
from simulator.scenario.provenance import DefaultValue, Value, defaults, values


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs; ``before`` or ``after`` is None where a scenario has no such value.

    Values are in words. Source, confidence and why are those of the change that made it so, where
    one did.
    """

    said: str
    before: str | None
    after: str | None
    unit: str
    source: str | None = None
    confidence: Confidence | None = None
    why: str | None = None

    def __str__(self) -> str:
        reasons = [self.why, self.source and f"source: {self.source}"]
        because = "; ".join(each for each in reasons if each)
        unit = f" ({self.unit})" if self.unit else ""
        sides = " → ".join("not there" if x is None else x for x in (self.before, self.after))
        return f"{self.said}: {sides}{unit}" + (f"  [{because}]" if because else "")


def diff(first: Loaded, second: Loaded) -> list[Difference]:
    """Every value that differs from the first scenario to the second.

    A value left to its default equals the same value stated. Items of lists are known by name
    where they have one of their own, by position otherwise.
    """
    before, after = _all(first), _all(second)
    both = {said: (before.get(said), after.get(said)) for said in dict.fromkeys((*before, *after))}
    gone = [change for change in second.changes if change.is_gone]
    return [_difference(said, *pair, gone) for said, pair in both.items() if _differs(*pair)]


def _all(loaded: Loaded) -> dict[str, Value | DefaultValue]:
    stated: dict[str, Value | DefaultValue] = {value.said: value for value in values(loaded)}
    return {**stated, **{value.said: value for value in defaults(loaded)}}


def _differs(before: Value | DefaultValue | None, after: Value | DefaultValue | None) -> bool:
    """Whether values differ; the defaults of an entry that is in one scenario alone do not."""
    if before is None or after is None:
        return isinstance(before or after, Value)
    return before.text != after.text


def _difference(
    said: str,
    before: Value | DefaultValue | None,
    after: Value | DefaultValue | None,
    gone: list[Changed],
) -> Difference:
    changed = after.changed if isinstance(after, Value) else None
    if after is None:
        changed = next((one for one in gone if said.startswith(one.path)), None)
    known = after or before
    return Difference(
        said=said,
        before=before.text if before else None,
        after=after.text if after else None,
        unit=known.unit if known else "",
        source=changed.source if changed else None,
        confidence=changed.confidence if changed else None,
        why=changed.why if changed else None,
    )


def in_lines(first: Loaded, second: Loaded) -> str:
    """What differs, a line each, under the titles of both."""
    titles = f"{first.scenario.title} → {second.scenario.title}"
    lines = [str(one) for one in diff(first, second)] or ["nothing differs"]
    return "\n".join([titles, *("  " + line for line in lines)]) + "\n"
