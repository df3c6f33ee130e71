"""What was drawn beside what was typed: the mean of each draw against the mean of its law."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import DAY, NONE, Network, Step, StepKind
from simulator.network.plan import Plan, StepDraws
from simulator.sampling.distributions import law_mean, law_sd
from simulator.sampling.patients import Patients
from simulator.scenario.law import Law
from simulator.scenario.schema import Scenario


@dataclass(frozen=True, slots=True)
class Achieved:
    """One kind of draw of one patient group on one pathway, typed and drawn.

    ``of``: care setting, handoff, or branch. ``occurrence``: which meeting of it on the pathway.
    ``draw``: needed, duration, limit, expected error, dies, dies waiting, or an option of the
    branch; for readmissions (which have no pathway) returns and gap. ``unit``: days, working days,
    or share. ``count``, ``total`` and ``squares``: number, sum and sum of squares of the draws.
    Returning patients count under the group they are in.
    """

    group: str
    pathway: str
    of: str
    occurrence: int
    draw: str
    unit: str
    typed_mean: float
    typed_sd: float
    count: int
    total: float
    squares: float

    @property
    def mean(self) -> float:
        """Mean of the draws; nan when there are none."""
        return self.total / self.count if self.count else math.nan

    @property
    def sd(self) -> float:
        """Standard deviation of the draws; nan below two of them."""
        if self.count < 2:
            return math.nan
        spread = self.squares - self.count * self.mean**2
        return math.sqrt(max(spread, 0.0) / (self.count - 1))

    @property
    def standard_error(self) -> float:
        """What chance moves the mean by: the typed standard deviation over root count."""
        return self.typed_sd / math.sqrt(self.count) if self.count else math.nan

    @property
    def z(self) -> float:
        """Standard errors between the drawn mean and the typed one; beyond 4 is a fault."""
        difference = self.mean - self.typed_mean
        if self.standard_error > 0 or math.isnan(difference):
            return difference / self.standard_error
        return 0.0 if abs(difference) < 1 / DAY else math.copysign(math.inf, difference)

    def __add__(self, other: Achieved) -> Achieved:
        """Both together, of one kind of draw."""
        return replace(
            self,
            count=self.count + other.count,
            total=self.total + other.total,
            squares=self.squares + other.squares,
        )


def achieved(patients: Patients, network: Network, plan: Plan) -> list[Achieved]:
    """Every draw of every step and branch, in the order of routes, steps and draws."""
    return pooled([*_steps(patients, network, plan), *_branches(patients, network, plan)])


def achieved_returns(patients: Patients, network: Network, scenario: Scenario) -> list[Achieved]:
    """Chance and gap of the first return of each patient group's first arrivals."""
    rows = []
    for group, name in enumerate(network.groups):
        rule = scenario.patient_groups[name].readmission
        if rule is not None:
            first = (patients.group == group) & (patients.arrives != NONE)
            comes = first & (patients.returns_as != NONE)
            gaps = patients.returns_after[comes] / DAY
            own = _share("returns", rule.chance), _of_law("gap", rule.gap)
            for typed, values in zip(own, (comes[first].astype(np.float64), gaps), strict=True):
                sums = len(values), float(values.sum()), float((values**2).sum())
                rows.append(typed.row((name, "", "readmission", 0), sums))
    return rows


def pooled(rows: Iterable[Achieved]) -> list[Achieved]:
    """Rows of the same kind of draw put together, as over replications; first met first."""
    found: dict[Achieved, Achieved] = {}
    for row in rows:
        kind = replace(row, count=0, total=0.0, squares=0.0)
        found[kind] = found.get(kind, kind) + row
    return list(found.values())


@dataclass(frozen=True, slots=True)
class _Sums:
    """Sums over patients by (route, step), where a draw was made."""

    count: NDArray[np.int64]
    total: NDArray[np.float64]
    squares: NDArray[np.float64]

    def of(self, row: int) -> tuple[int, float, float]:
        return int(self.count[row]), float(self.total[row]), float(self.squares[row])


@dataclass(frozen=True, slots=True)
class _Typed:
    draw: str
    unit: str
    mean: float
    sd: float

    def row(self, where: tuple[str, str, str, int], sums: tuple[int, float, float]) -> Achieved:
        return Achieved(*where, self.draw, self.unit, self.mean, self.sd, *sums)


def _steps(patients: Patients, network: Network, plan: Plan) -> Iterator[Achieved]:
    sums, row = _all_sums(patients, network), 0
    for route, draws in zip(network.routes, plan.routes, strict=True):
        for step, drawn in zip(route.steps, draws.steps, strict=True):
            where = (draws.group, route.pathway, _name(step, network), drawn.occurrence)
            for typed in _typed(step, drawn):
                yield typed.row(where, sums[typed.draw].of(row))
            row += 1


def _typed(step: Step, drawn: StepDraws) -> Iterator[_Typed]:
    if drawn.needed_by < 1:
        yield _share("needed", drawn.needed_by)
    if drawn.law is not None:
        yield _of_law("duration", drawn.law)
    if drawn.limit is not None:
        yield _of_law("limit", drawn.limit)
    if drawn.expected_error > 0:
        yield _Typed("expected error", "days", 0.0, drawn.expected_error / DAY)
    if drawn.mortality is not None:
        yield _share("dies", drawn.mortality.chance)
        if drawn.mortality.while_delayed_per_day > 0:
            mean = -1 / math.log1p(-drawn.mortality.while_delayed_per_day)
            yield _Typed("dies waiting", "days", mean, mean)


def _share(draw: str, share: float) -> _Typed:
    return _Typed(draw, "share", share, math.sqrt(share * (1 - share)))


def _of_law(draw: str, law: Law) -> _Typed:
    unit = "working days" if law.is_working else "days"
    return _Typed(draw, unit, law_mean(law), law_sd(law))


def _all_sums(patients: Patients, network: Network) -> dict[str, _Sums]:
    steps = np.array([len(route.steps) for route in network.routes])
    start = np.cumsum(steps) - steps
    rows = np.arange(len(patients.duration))
    rows += np.repeat(start[patients.route] - patients.first[:-1], np.diff(patients.first))
    size = int(steps.sum())

    def sums(values: NDArray[np.float64], where: NDArray[np.bool_] | None = None) -> _Sums:
        at = rows if where is None else rows[where]
        some = values if where is None else values[where]
        count = np.bincount(at, minlength=size)
        total = np.bincount(at, weights=some, minlength=size)
        squares = np.bincount(at, weights=some**2, minlength=size)
        return _Sums(count, total.astype(np.float64), squares.astype(np.float64))

    duration, waiting = patients.duration / DAY, patients.dies_waiting / DAY
    needed = patients.duration != NONE
    return {
        "needed": sums(needed.astype(np.float64)),
        "duration": sums(duration, needed),
        "limit": sums(patients.limit / DAY, patients.limit != NONE),
        "expected error": sums(patients.expected_error / DAY),
        "dies": sums(patients.dies.astype(np.float64)),
        "dies waiting": sums(waiting, patients.dies_waiting != NONE),
    }


def _name(step: Step, network: Network) -> str:
    if step.kind is StepKind.LEAVE:
        return network.destinations[step.target]
    named = network.care_settings if step.kind is StepKind.STAY else network.handoffs
    return named[step.target].name


def _branches(patients: Patients, network: Network, plan: Plan) -> Iterator[Achieved]:
    travelled = np.bincount(patients.route, minlength=len(network.routes)).tolist()
    shares = {(b.pathway, b.name): dict(b.options) for b in plan.branches}
    for route, count in zip(plan.routes, travelled, strict=True):
        for name, taken in route.branches:
            options = shares[route.pathway, name]
            for option, share in options.items():
                typed = _share(option, share / sum(options.values()))
                came = float(count if option == taken else 0)
                yield typed.row((route.group, route.pathway, name, 0), (count, came, came))
