"""The lever `earlier_planning`: handoffs begin longer before the expected date."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from simulator.scenario.alter import sum_of
from simulator.scenario.document import Path
from simulator.scenario.lever import (
    Document,
    Lever,
    Move,
    RefusedError,
    entries,
    inside,
    known,
    steps,
)
from simulator.scenario.quantities import Duration

_ENDING = "before expected ready"


class EarlierPlanning(Lever):
    """Planning for leaving begins earlier in the stay, at the risk that the date moves."""

    handoffs: tuple[str, ...] = Field(
        description="which; those that come directly after a stay are moved"
    )
    by: Duration = Field(description="how much earlier; '0 days' changes nothing")
    pathways: tuple[str, ...] | None = Field(None, description="on which pathways (default: all)")

    @property
    def is_neutral(self) -> bool:
        """Whether nothing is to change."""
        return not self.handoffs or self.by.amount == 0 or self.pathways == ()


def earlier_planning(document: Document, told: EarlierPlanning) -> Iterator[Move]:
    """Move `begins` of each step of the handoffs that comes directly after a stay."""
    if told.by.is_working:
        raise RefusedError(f"{told.by} is working time; give hours or days", ("by",))
    for index, name in enumerate(told.handoffs):
        known(name, entries(document, "handoffs"), "handoff", ("handoffs", index))
    pathways = entries(document, "pathways")
    for index, name in enumerate(told.pathways or ()):
        known(name, pathways, "pathway", ("pathways", index))
    for name in pathways if told.pathways is None else told.pathways:
        for path, listed in steps(document, name):
            yield from _of_list(path, listed, told)


def _of_list(path: Path, listed: list[Any], told: EarlierPlanning) -> Iterator[Move]:
    if told.is_neutral:
        return
    for index, step in enumerate(listed):
        handoff = inside(step, ("handoff",))
        if not isinstance(handoff, dict) or handoff.get("name") not in told.handoffs:
            continue
        begins = handoff.get("begins")
        if begins is None and not _is_after_a_stay(handoff, listed[:index]):
            continue
        at = (*path, index, "handoff", "begins")
        yield Move(at, f"{_earlier(begins, told.by)} {_ENDING}")


def _earlier(begins: str | None, by: Duration) -> str:
    if begins is None:
        return str(by)
    return str(sum_of(Duration.parse(begins.partition("before")[0].lower()), by))


def _is_after_a_stay(handoff: dict[str, Any], before: list[Any]) -> bool:
    """Whether the step that a handoff comes after, the one before it or one named, is a stay."""
    stays = [stay for each in before if isinstance(stay := inside(each, ("stay",)), dict)]
    if not stays:
        return False
    after = handoff.get("after")
    if after is None:
        return inside(before[-1], ("stay",)) is not None
    named = [after] if isinstance(after, str) else after
    return named == [stays[-1].get("id", stays[-1].get("care_setting"))]
