"""Units that a queue opens and shuts, as the replay has it and as the record does (rule 7)."""

from __future__ import annotations

from heapq import heappop, heappush

from simulator.engine.checker_rows import Rows
from simulator.engine.checker_services import Services
from simulator.engine.checker_steps import Case, days
from simulator.engine.checker_verdict import Verdict
from simulator.network.network import NEVER, NONE, Trigger


class Openings:
    """Who waits decides when units open and shut; the record must say the same, in order."""

    def __init__(self, case: Case, rows: Rows, services: Services, verdict: Verdict) -> None:
        """All shut, and none called."""
        journeys, units = case.journeys, case.network.units
        self._rows, self._services, self._verdict = rows, services, verdict
        self._setting = [unit.care_setting for unit in units]
        self._triggers: dict[int, Trigger] = {
            number: unit.trigger for number, unit in enumerate(units) if unit.trigger is not None
        }
        self._unit: list[int] = journeys.opened_unit.tolist()
        self._opened: list[int] = journeys.opened_at.tolist()
        self._shut: list[int] = journeys.shut_at.tolist()
        self._is_called: set[int] = set()
        self._open: dict[int, int] = {}
        self._n_opened = 0
        self._due: list[tuple[int, int]] = []

    def has_any(self) -> bool:
        """Whether there is a unit that a queue opens, or a record of such a thing."""
        return bool(self._triggers or self._opened)

    def next_time(self) -> int:
        """When the next unit opens, or has been open for its shortest time."""
        return self._due[0][0] if self._due else NEVER

    def open_units(self, now: int) -> None:
        """All that is due by now, in order; and nothing else may be recorded by now."""
        due = self._due
        while due and due[0][0] == now:
            unit = heappop(due)[1]
            if unit in self._is_called:
                self._open_unit(unit, now)
        if self._n_opened < len(self._opened) and self._opened[self._n_opened] <= now:
            self._break_by_extra()

    def _open_unit(self, unit: int, now: int) -> None:
        number = self._n_opened
        given = (NONE, NONE)
        if number < len(self._opened):
            given = self._unit[number], self._opened[number]
        if given != (unit, now):
            name, other = self._verdict.names.unit(unit), self._verdict.names.unit(given[0])
            says = f"{name} opens, but by the record the next to open is {other}: {days(given[1])}"
            raise self._verdict.broken_unit("7 opening", now, says)
        self._is_called.discard(unit)
        self._open[unit] = number
        self._n_opened += 1
        self._services.let_open(unit, True)
        heappush(self._due, (now + self._triggers[unit].stays_open, unit))

    def _break_by_extra(self) -> None:
        number = self._n_opened
        name = self._verdict.names.unit(self._unit[number])
        says = f"{name} opens by the record, but no queue has called it"
        raise self._verdict.broken_unit("7 opening", max(0, self._opened[number]), says)

    def call_and_shut(self, now: int) -> None:
        """At the end of an instant: by the queues as they now are."""
        for unit, trigger in self._triggers.items():
            waiting = self._rows.n_waiting[self._setting[unit]]
            if unit in self._open:
                self._shut_or_keep(unit, trigger, waiting, now)
            elif unit not in self._is_called and waiting > trigger.opens_above:
                self._is_called.add(unit)
                heappush(self._due, (now + trigger.opens_after, unit))

    def _shut_or_keep(self, unit: int, trigger: Trigger, waiting: int, now: int) -> None:
        number = self._open[unit]
        may_shut = self._opened[number] + trigger.stays_open <= now
        shuts = may_shut and waiting <= trigger.shuts_at
        is_recorded = NONE != self._shut[number] <= now
        if shuts != is_recorded or (shuts and self._shut[number] != now):
            says = (
                f"{self._verdict.names.unit(unit)}, open since {days(self._opened[number])}, "
                f"{'shuts' if shuts else 'stays open'} with {waiting} waiting; by the record it "
                f"shuts: {days(self._shut[number])}"
            )
            raise self._verdict.broken_unit("7 shutting", now, says)
        if shuts:
            del self._open[unit]
            self._services.let_open(unit, False)

    def finish(self, end: int) -> None:
        """Nothing more may be recorded than has come about by the end of the run."""
        if self._n_opened < len(self._opened):
            self._break_by_extra()
        for unit, number in self._open.items():
            if self._shut[number] != NONE:
                says = f"{self._verdict.names.unit(unit)} is recorded as shut, but stays open"
                raise self._verdict.broken_unit("7 shutting", min(self._shut[number], end), says)
