"""What was drawn beside what was typed: the mean of each draw against the mean of its law."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from simulator.network.network import DAY, NONE, Network, Step, StepKind
from simulator.network.plan import Plan, StepDraws
from simulator.sampling.distributions import law_mean, law_sd
from simulator.sampling.joined import newcomers
from simulator.sampling.patients import Patients
from simulator.scenario.law import Law
from simulator.scenario.schema import Scenario

RELAPSE = ("relapse", "relapse lasts")
DRAWS = ("needed", "duration", "limit", "expected error", "dies", "dies waiting", *RELAPSE)


@dataclass(frozen=True, slots=True)
class Achieved:
    """One kind of draw of one patient group on one pathway, typed and drawn.

    ``of``: care setting, handoff, or branch. ``occurrence``: which meeting of it on the pathway.
    ``draw``: one of ``DRAWS``, or an option of the branch; for readmissions (which have no pathway)
    returns and gap. ``unit``: days, working days, or share. ``count``, ``total`` and ``squares``:
    number, sum and sum of squares of the draws.
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


@dataclass(frozen=True, slots=True, eq=False)
class Typed:
    """Every kind of draw of a place as it was typed, worked out once for all replications.

    ``kinds``: each with no draws yet, first met first. ``of_steps``, ``of_options``: for each draw
    of a step, and each option of a branch, in the order of routes: where its sums stand, and its
    kind. ``steps``: number of steps of each route. ``relapses``: whether anybody's need comes back.
    """

    kinds: tuple[Achieved, ...]
    of_steps: NDArray[np.int64]
    of_options: NDArray[np.int64]
    steps: NDArray[np.int64]
    relapses: bool

    @classmethod
    def of(cls, network: Network, plan: Plan) -> Typed:
        """From a network and the plan that was built with it."""
        kinds: dict[Achieved, int] = {}
        n = sum(len(route.steps) for route in network.routes)
        steps = [(DRAWS.index(k.draw) * n + row, k) for row, k in _steps(network, plan)]
        options = list(_branches(network, plan))
        cut = [(at, kinds.setdefault(kind, len(kinds))) for at, kind in [*steps, *options]]
        columns = np.array(cut, dtype=np.int64).reshape(-1, 2).T
        return cls(
            kinds=tuple(kinds),
            of_steps=columns[:, : len(steps)],
            of_options=columns[:, len(steps) :],
            steps=np.array([len(route.steps) for route in network.routes], dtype=np.int64),
            relapses=any(kind.draw in RELAPSE for kind in kinds),
        )

    def achieved(self, patients: Patients) -> list[Achieved]:
        """Every draw of every step and branch of some patients, but of those there at the start."""
        patients = newcomers(patients)
        draws = DRAWS if self.relapses else tuple(each for each in DRAWS if each not in RELAPSE)
        sums = _sums(patients, self.steps, draws)
        (at, kind), (taken, option) = self.of_steps, self.of_options
        # An option that was not taken on a route has the route's patients, and none who took it.
        travelled = np.bincount(patients.route, minlength=len(self.steps))
        came = np.where(taken >= 0, travelled[np.maximum(taken, 0)], 0)
        who = travelled[np.where(taken >= 0, taken, -1 - taken)]
        kinds = np.append(kind, option)
        rows = [
            np.bincount(kinds, np.append(column[at], more), minlength=len(self.kinds)).tolist()
            for column, more in zip(sums, (who, came, came), strict=True)
        ]
        return [
            Achieved(*_where(kind), count=int(count), total=total, squares=squares)
            for kind, count, total, squares in zip(self.kinds, *rows, strict=True)
        ]


def achieved(patients: Patients, network: Network, plan: Plan) -> list[Achieved]:
    """Every draw of every step and branch, in the order of routes, steps and draws.

    For many replications, keep a ``Typed``.
    """
    return Typed.of(network, plan).achieved(patients)


def achieved_returns(patients: Patients, network: Network, scenario: Scenario) -> list[Achieved]:
    """Chance and gap of the first return of each patient group's first arrivals."""
    patients = newcomers(patients)
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


@dataclass(frozen=True, slots=True)
class _Draw:
    draw: str
    unit: str
    mean: float
    sd: float

    def row(
        self, where: tuple[str, str, str, int], sums: tuple[int, float, float] = (0, 0.0, 0.0)
    ) -> Achieved:
        return Achieved(*where, self.draw, self.unit, self.mean, self.sd, *sums)


def _where(kind: Achieved) -> tuple[str, str, str, int, str, str, float, float]:
    """What names a kind of draw, in the order of its fields."""
    return (
        kind.group,
        kind.pathway,
        kind.of,
        kind.occurrence,
        kind.draw,
        kind.unit,
        kind.typed_mean,
        kind.typed_sd,
    )


def _steps(network: Network, plan: Plan) -> Iterator[tuple[int, Achieved]]:
    """Each draw of each step: row among the steps of all routes, and kind."""
    row = 0
    for route, draws in zip(network.routes, plan.routes, strict=True):
        for step, drawn in zip(route.steps, draws.steps, strict=True):
            where = (draws.group, route.pathway, _name(step, network), drawn.occurrence)
            for typed in _typed(step, drawn):
                yield row, typed.row(where)
            row += 1


def _typed(step: Step, drawn: StepDraws) -> Iterator[_Draw]:
    if drawn.needed_by < 1:
        yield _share("needed", drawn.needed_by)
    if drawn.law is not None:
        yield _of_law("duration", drawn.law)
    if drawn.limit is not None:
        yield _of_law("limit", drawn.limit)
    if drawn.expected_error > 0:
        yield _Draw("expected error", "days", 0.0, drawn.expected_error / DAY)
    if drawn.mortality is not None:
        yield _share("dies", drawn.mortality.chance)
        if drawn.mortality.while_delayed_per_day > 0:
            mean = -1 / math.log1p(-drawn.mortality.while_delayed_per_day)
            yield _Draw("dies waiting", "days", mean, mean)
    if drawn.relapse is not None and drawn.relapse.per_day > 0:
        mean = -1 / math.log1p(-drawn.relapse.per_day)
        yield _Draw("relapse", "days", mean, mean)
        yield _of_law("relapse lasts", drawn.relapse.lasts)


def _share(draw: str, share: float) -> _Draw:
    return _Draw(draw, "share", share, math.sqrt(share * (1 - share)))


def _of_law(draw: str, law: Law) -> _Draw:
    unit = "working days" if law.is_working else "days"
    return _Draw(draw, unit, law_mean(law), law_sd(law))


Sums = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def _sums(patients: Patients, steps: NDArray[np.int64], draws: tuple[str, ...]) -> Sums:
    """Number, sum and sum of squares where a draw was made: by draw, then by route and step."""
    size, start = int(steps.sum()), np.cumsum(steps) - steps
    row = np.repeat(start[patients.route] - patients.first[:-1], np.diff(patients.first))
    row += np.arange(len(row))
    every = _sum(row, None, size)
    needed = np.flatnonzero(patients.duration != NONE)
    counted = {
        "needed": (every, _sum(row[needed], None, size)),
        "dies": (every, _sum(row[patients.dies != 0], None, size)),
    }
    columns = {
        "duration": (patients.duration, needed),
        "limit": (patients.limit, np.flatnonzero(patients.limit != NONE)),
        "expected error": (patients.expected_error, np.flatnonzero(patients.expected_error)),
        "dies waiting": (patients.dies_waiting, np.flatnonzero(patients.dies_waiting != NONE)),
    }
    if "relapse" in draws:
        back = np.flatnonzero(patients.relapses_after != NONE)
        columns["relapse"] = patients.relapses_after, back
        columns["relapse lasts"] = patients.relapse_lasts, back
    found = {}
    for draw in draws:
        if draw in counted:
            count, total = counted[draw]
            found[draw] = count, total, total
        else:
            values, some = columns[draw]
            at, days = row[some], values[some] / DAY
            # An error of 0 is a draw too, and adds nothing.
            n = every if draw == "expected error" else _sum(at, None, size)
            found[draw] = n, _sum(at, days, size), _sum(at, days**2, size)
    count, total, squares = (np.concatenate(column) for column in zip(*found.values(), strict=True))
    return count, total, squares


def _sum(
    row: NDArray[np.int64], values: NDArray[np.float64] | None, size: int
) -> NDArray[np.float64]:
    return np.bincount(row, values, minlength=size).astype(np.float64)


def _name(step: Step, network: Network) -> str:
    if step.kind is StepKind.LEAVE:
        return network.destinations[step.target]
    named = network.care_settings if step.kind is StepKind.STAY else network.handoffs
    return named[step.target].name


def _branches(network: Network, plan: Plan) -> Iterator[tuple[int, Achieved]]:
    """Each option of each branch of each route: the route, or -1 less it if not taken; and kind."""
    shares = {(b.pathway, b.name): dict(b.options) for b in plan.branches}
    for at, route in enumerate(plan.routes):
        for name, taken in route.branches:
            options = shares[route.pathway, name]
            for option, share in options.items():
                typed = _share(option, share / sum(options.values()))
                kind = typed.row((route.group, route.pathway, name, 0))
                yield (at if option == taken else -1 - at), kind
