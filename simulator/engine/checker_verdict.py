"""What is said of the first recorded start or opening that the rules do not give."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from simulator.engine.checker_rows import OUT, WAITING, WITHDRAWN, Rows
from simulator.engine.checker_services import Services
from simulator.engine.checker_steps import Case, Names, Violation, days
from simulator.network.network import NONE


class BrokenError(Exception):
    """What comes after this violation is another story."""

    def __init__(self, violation: Violation) -> None:
        super().__init__(violation.says)
        self.violation = violation


class Verdict:
    """Puts into words what the replay finds."""

    def __init__(self, case: Case, rows: Rows, services: Services) -> None:
        """Over the same rows and services as the replay."""
        self.names = Names(case)
        self._rows, self._services = rows, services

    def broken(self, rule: str, row: int, now: int, says: str) -> BrokenError:
        """A step of a journey breaks a rule now."""
        patient = self._rows.patient[row]
        position = row - self._rows.of(patient).start
        text = f"{self.names.step(row)}, {days(now)}: {says}"
        return BrokenError(Violation(rule, patient, position, now, text))

    def broken_unit(self, rule: str, now: int, says: str) -> BrokenError:
        """The record of a unit breaks a rule now."""
        return BrokenError(Violation(rule, NONE, NONE, now, f"{days(now)}: {says}"))

    def broken_wait(self, row: int, unit: int, now: int, recorded: Collection[int]) -> BrokenError:
        """He can start and does not; ``recorded``: who does."""
        rows = self._rows
        place = f" in {self.names.unit(unit)}" if unit != NONE else ""
        is_out = rows.status[row] == OUT
        until = rows.moved_back[row] if is_out else rows.reserved[row]
        says = f"can start now{place}, but waits until: {days(until)}"
        if not is_out and rows.limit[row] >= 0 and rows.deadline[row] == now:
            return self.broken("4 limit before start", row, now, says)
        rivals = [other for other in recorded if self._is_same_service(row, other)]
        if rivals:
            other = rows.patient[min(rivals)]
            return self.broken("5 order", row, now, f"{says}; patient {other} starts in his turn")
        if is_out:
            return self.broken("15 not brought back", row, now, f"is out of area, {says}")
        rule = "5 waiting beside room" if unit != NONE else "13 waiting beside a free start"
        return self.broken(rule, row, now, says)

    def _is_same_service(self, row: int, other: int) -> bool:
        one, two = self._rows.step[row], self._rows.step[other]
        return (one.kind, one.target) == (two.kind, two.target)

    def broken_unit_of_start(self, row: int, recorded: int, unit: int, now: int) -> BrokenError:
        """He starts in one unit by the record and in another by the rules."""
        given, due = self.names.unit(recorded), self.names.unit(unit)
        return self.broken("5 unit", row, now, f"starts in {given}, but should in {due}")

    def broken_start(self, row: int, now: int) -> BrokenError:
        """He starts by the record and cannot."""
        rows = self._rows
        if rows.status[row] == WITHDRAWN:
            says = "starts, but has relapsed and is not ready again"
            return self.broken("10 start", row, now, says)
        if rows.status[row] != WAITING:
            return self.broken("9 start", row, now, "starts, but is not waiting for it now")
        return self._broken_place(row, rows.first_unit[row], "starts", now)

    def broken_return(self, row: int, now: int) -> BrokenError:
        """He comes back from out of area by the record and cannot."""
        if self._rows.status[row] != OUT:
            says = "comes back, but is not waiting for that now"
            return self.broken("15 coming back", row, now, says)
        return self._broken_place(row, self._rows.last_unit[row], "comes back", now)

    def _broken_place(self, row: int, unit: int, does: str, now: int) -> BrokenError:
        rule, why = self._services.why_not(row, unit, now)
        place = f" in {self.names.unit(unit)}" if unit != NONE else ""
        return self.broken(rule, row, now, f"{does}{place}, but {why}")

    def broken_loop(
        self, row: int, unit: int, loop: Sequence[tuple[int, int]], now: int
    ) -> BrokenError:
        """He is one of a loop that moves, and does not move by the record."""
        says = f"moves to {self.names.unit(unit)} in the loop {self._loop(loop)}, but not by the"
        return self.broken("19 swap", row, now, f"{says} record")

    def broken_run(self, loop: Sequence[tuple[int, int]], now: int) -> BrokenError:
        """The run should have stopped."""
        says = f"the run stops, as nobody can leave the loop {self._loop(loop)}; there is no record"
        return self.broken("19 stop", loop[0][0], now, says)

    def _loop(self, loop: Sequence[tuple[int, int]]) -> str:
        units = [unit for _, unit in loop]
        return " > ".join(self.names.unit(unit) for unit in units[-1:] + units)

    def miscounted(self, row: int, now: int) -> BrokenError:
        """Rule 15: not postponed as often as recorded."""
        given, due = self._rows.recorded_postponed[row], self._rows.postponed[row]
        says = f"postponed {given} times by the record, should be {due}"
        return self.broken("15 postponed", row, now, says)
