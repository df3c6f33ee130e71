"""Levers for how long somebody waits for a step at most, and what happens then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from simulator.app.lever import Lever, amount, around, percent, whole
from simulator.report.names import Names, in_words
from simulator.scenario.address import dotted
from simulator.scenario.document import Path
from simulator.scenario.lever import entries, inside, steps
from simulator.scenario.load import Loaded
from simulator.scenario.quantities import Duration

POSTPONED = "postponed"


@dataclass(frozen=True, slots=True)
class _Limited:
    """A step with a limit: who waits for what, in words, where the limit stands, what it says."""

    says: str
    path: Path
    limit: dict[str, Any]


def limit_levers(loaded: Loaded, panel: str) -> Iterator[Lever]:
    """The time that each limited step is waited for, and how the postponed are booked again."""
    for each in _limited(loaded):
        means = _means(loaded, each.limit)
        found = [*_within(loaded, panel, each), *_again(loaded, panel, each)]
        yield from (replace(lever, means=means) for lever in found)


def _limited(loaded: Loaded) -> Iterator[_Limited]:
    """Every step of every pathway that has a limit, those of branches included."""
    names = Names(loaded.scenario)
    for pathway in entries(loaded.resolved, "pathways"):
        for path, listed in steps(loaded.resolved, pathway):
            for at, step in enumerate(listed):
                for kind in ("stay", "handoff"):
                    held = inside(step, (kind,))
                    limit = inside(held, ("limit",))
                    if isinstance(limit, dict):
                        says = f"{names.pathway(pathway)}: {_waits_for(names, kind, held)}"
                        yield _Limited(says, (*path, at, kind, "limit"), limit)


def _waits_for(names: Names, kind: str, step: dict[str, Any]) -> str:
    """What a step waits for; its own id, where it has one, tells it from others of the pathway."""
    is_stay = kind == "stay"
    what = names.place(step["care_setting"]) if is_stay else names.handoff(step["name"])
    own = f" ({in_words(step['id']).lower()})" if step.get("id") else ""
    return f"waits for {what}{own}"


def _within(loaded: Loaded, panel: str, each: _Limited) -> Iterator[Lever]:
    """A stated time is set; of a time that is drawn, all of it is scaled."""
    where, within = dotted((*each.path, "within"), loaded.document), each.limit.get("within")
    if isinstance(within, str) and Duration.reads(within):
        yield _duration(panel, f"{each.says}, at most", where, within, is_zero_allowed=True)
    elif isinstance(within, dict) and "file" not in within:
        yield percent(panel, f"{each.says}, given up after {_typical(within)}", where, 10.0)


def _typical(law: dict[str, Any]) -> str:
    """The typical time of a law, in words."""
    if law.get("mean") is not None:
        return f"{law['mean']} on average"
    return f"{law['median']} for half of them" if law.get("median") else "a time that is drawn"


def _again(loaded: Loaded, panel: str, each: _Limited) -> Iterator[Lever]:
    """When, and how often, the postponed are booked again."""
    by, often = each.limit.get("by"), each.limit.get("at_most")
    if each.limit.get("then") != POSTPONED:
        return
    if isinstance(by, str) and Duration.reads(by):
        label = f"{each.says}, booked again after"
        yield _duration(panel, label, dotted((*each.path, "by"), loaded.document), by)
    if isinstance(often, int):
        label = f"{each.says}, booked again at most"
        yield whole(panel, label, dotted((*each.path, "at_most"), loaded.document), often, "times")


def _duration(
    panel: str, label: str, path: str, said: str, *, is_zero_allowed: bool = False
) -> Lever:
    given = Duration.parse(said)
    step = 0.5 if given.amount < 10 else 1.0
    low, high = around(given.amount, step)
    bounds = (low if is_zero_allowed else step, high, step)
    return amount(panel, label, path, float(given.amount), bounds=bounds, unit=f"{given.unit}s")


def _means(loaded: Loaded, limit: dict[str, Any]) -> str:
    """What happens to somebody when it runs out."""
    then = limit.get("then")
    if then == "elsewhere":
        where = Names(loaded.scenario).pathway(str(limit.get("pathway")))
        return f"Whoever still waits by then goes on as “{where}”."
    if then == POSTPONED:
        return (
            "Whoever still waits by then goes away and is booked again; after the last time "
            "he is lost."
        )
    return "Whoever still waits by then is lost: he goes without."
