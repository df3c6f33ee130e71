"""How many wait where, as the system map says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.report.estimate import Estimate
from simulator.report.known import Known
from simulator.report.names import Names
from simulator.report.system_flow import Work

SHARED = "\N{DAGGER}"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Patients who wait for a handoff to be begun; ``is_shared``: of several boxes together."""

    number: Estimate
    is_shared: bool

    @property
    def mark(self) -> str:
        """The average, with a mark where it is of several boxes."""
        return f"{self.number.mean_text()}{f' {SHARED}' if self.is_shared else ''}"


def waiting_for(known: Known, tasks: Sequence[Work]) -> dict[str, Waiting]:
    """Of each handoff, where it is known."""
    names = [each.handoff for each in tasks]
    found = {}
    for name in dict.fromkeys(names):
        number = known.get("waiting_for_handoff", {"handoff": name})
        if number is not None and number.is_known:
            found[name] = Waiting(number, names.count(name) > 1)
    return found


def lines_of(known: Known, name: str, kind: str) -> tuple[str, ...]:
    """What stands in the box of a care setting: how full, who waits to get in and who to leave."""
    return tuple(_lines(known, name, kind))


def _lines(known: Known, name: str, kind: str) -> Iterator[str]:
    where = {"care_setting": name}
    open_places, full = known.get("open_places", where), known.get("occupancy", where)
    ready, waiting = known.get("delayed_patients", where), known.get("waiting_for_place", where)
    if open_places and full and open_places.is_known and full.is_known:
        is_full = f"{open_places.mean_text()} {kind}, {full.mean_text(100)} % full"
        yield is_full if known.has_end(name) else f"{kind} without end"
    if waiting and waiting.is_known:
        yield f"{waiting.text()} waiting to get in"
    if ready and ready.is_known:
        yield f"{ready.text()} ready to leave"


def group_of(name: str, names: Names) -> str:
    """A patient group, or several put together."""
    return names.group(name) if name in names.scenario.patient_groups else name
