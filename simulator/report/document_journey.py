"""Each pathway of a scenario as a line to be read: its steps in order, by their titles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.report.names import Names, in_words
from simulator.scenario.pathway import Branch, HandoffStep, Step
from simulator.scenario.word import percent


def journeys(names: Names) -> Iterator[str]:
    """A line a pathway; a branch within a branch is told by its options alone."""
    for name, pathway in names.scenario.pathways.items():
        yield f"{names.pathway(name)}: {_told(pathway.steps, names, depth=0)}."


def _told(steps: Sequence[Step], names: Names, depth: int) -> str:
    return " → ".join(_in_order(steps, names, depth))


def _in_order(steps: Sequence[Step], names: Names, depth: int) -> Iterator[str]:
    """Stays, branches and ways out; handoffs between two of them are told together."""
    asked: list[str] = []
    for step in steps:
        if step.handoff is not None:
            asked.append(_handoff(step.handoff, names))
            continue
        if asked:
            yield ", ".join(asked)
            asked = []
        if step.stay is not None:
            yield names.place(step.stay.care_setting)
        elif step.branch is not None:
            yield _branch(step.branch, names, depth)
        else:
            yield f"leaves for {in_words(str(step.leave)).lower()}"
    if asked:
        yield ", ".join(asked)


def _handoff(step: HandoffStep, names: Names) -> str:
    share = f" ({percent(step.needed_by)})" if step.needed_by < 1 else ""
    return f"{names.handoff(step.name)}{share}"


def _branch(branch: Branch, names: Names, depth: int) -> str:
    ways = [
        f"{percent(option.share)} {in_words(name).lower()}"
        + ("" if depth else f" ({_told(option.steps, names, depth + 1)})")
        for name, option in branch.options.items()
    ]
    return f"{branch.name}: {'; '.join(ways)}"
