"""Ways through a pathway: its steps in a row, one option taken at each branch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.scenario.checks.partial import is_readable
from simulator.scenario.checks.rule import Path
from simulator.scenario.handoff import Limit
from simulator.scenario.pathway import HandoffStep, Stay, Step
from simulator.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Way:
    """One way: plain steps with their paths, and the share of patients who go it."""

    steps: tuple[tuple[Path, Step], ...]
    share: float

    def stays(self) -> Iterator[tuple[int, Path, Stay]]:
        """Its stays: position, path, stay."""
        for i, (path, step) in enumerate(self.steps):
            if step.stay is not None:
                yield i, (*path, "stay"), step.stay

    def handoffs(self) -> Iterator[tuple[int, Path, HandoffStep]]:
        """Its handoffs: position, path, handoff step."""
        for i, (path, step) in enumerate(self.steps):
            if step.handoff is not None:
                yield i, (*path, "handoff"), step.handoff

    def limits(self) -> Iterator[tuple[int, Path, Limit]]:
        """Its limits: position, path, limit."""
        for i, (path, step) in enumerate(self.steps):
            kind = "stay" if step.stay is not None else "handoff"
            part = step.stay or step.handoff
            if part is not None and part.limit is not None:
                yield i, (*path, kind, "limit"), part.limit

    def elsewhere(self) -> set[str]:
        """The pathways that its limits lead to, as far as they can be read."""
        parts = (part for _, step in self.steps for part in (step.stay, step.handoff))
        limits = (part.limit for part in parts if is_readable(part) and part is not None)
        named = (each.pathway for each in limits if is_readable(each) and each is not None)
        return {name for name in named if is_readable(name) and name is not None}

    def next_move(self, position: int) -> int | None:
        """Position of the first stay or leave after a position."""
        later = range(position + 1, len(self.steps))
        return next((i for i in later if self.steps[i][1].handoff is None), None)


def ways(steps: Sequence[Step], path: Path) -> Iterator[Way]:
    """Every way through some steps that stand at a path; branches may hold branches."""
    yield from _unfold([((*path, i), step) for i, step in enumerate(steps)])


def _unfold(steps: Sequence[tuple[Path, Step]]) -> Iterator[Way]:
    if not steps:
        yield Way((), 1.0)
        return
    (path, first), rest = steps[0], steps[1:]
    if first.branch is None:
        for way in _unfold(rest):
            yield Way(((path, first), *way.steps), way.share)
        return
    for name, option in first.branch.options.items():
        here = (*path, "branch", "options", name, "steps")
        chosen = [((*here, i), step) for i, step in enumerate(option.steps)]
        for way in _unfold([*chosen, *rest]):
            yield Way(way.steps, option.share * way.share)


def pathway_ways(scenario: Scenario, name: str) -> list[Way]:
    """Every way through a pathway, those that nobody goes included."""
    return list(ways(scenario.pathways[name].steps, ("pathways", name, "steps")))


def name_of(step: Step) -> str | None:
    """The name by which `after` calls a step; None for leaving."""
    if step.stay is not None:
        return step.stay.id or step.stay.care_setting
    if step.handoff is not None:
        return step.handoff.id or step.handoff.name
    return None


def names_after(step: Step) -> tuple[str, ...] | None:
    """The names in a step's `after`; None when it has none."""
    if step.handoff is not None and step.handoff.after is not None:
        after = step.handoff.after
        return (after,) if isinstance(after, str) else after
    return step.stay.after if step.stay is not None else None


@dataclass(frozen=True, slots=True)
class Links:
    """How the steps of a way hang together: positions.

    ``after``: what each step comes after. ``waits_for``: the handoffs that the move into each stay,
    and leaving, waits for (empty for a handoff).
    """

    after: tuple[tuple[int, ...], ...]
    waits_for: tuple[tuple[int, ...], ...]


def links(way: Way) -> Links | None:
    """How the steps hang together; None when a name in `after` stands for no earlier step."""
    positions: dict[str, int] = {}
    after: list[tuple[int, ...]] = []
    waits_for: list[tuple[int, ...]] = []
    stay: tuple[int, ...] = ()
    waiting: list[int] = []
    for i, (_, step) in enumerate(way.steps):
        names = names_after(step)
        if names is not None and any(name not in positions for name in names):
            return None
        named = None if names is None else [positions[name] for name in names]
        if step.handoff is not None:
            before = [i - 1] if i else []
            after.append(tuple(before if named is None else named))
            waits_for.append(())
            waiting += [i] if step.handoff.move_waits else []
        else:
            after.append((*stay, *(waiting if named is None else named)))
            waits_for.append(_handoffs_before(way, after, i))
            stay, waiting = (i,), []
        name = name_of(step)
        if name is not None:
            positions[name] = i
    return Links(tuple(after), tuple(waits_for))


def _handoffs_before(way: Way, after: Sequence[tuple[int, ...]], move: int) -> tuple[int, ...]:
    """Handoffs reached backwards from a move without passing through a stay."""
    found: set[int] = set()
    stack = list(after[move])
    while stack:
        i = stack.pop()
        if way.steps[i][1].handoff is not None and i not in found:
            found.add(i)
            stack.extend(after[i])
    return tuple(sorted(found))
