"""Checks and draws of many replications, folded one replication at a time."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from simulator.experiment.replication import Replication
from simulator.results.checks import Check, CheckOver
from simulator.sampling.achieved import Achieved

MOST_STANDARD_ERRORS = 4.5
MOST_SKEW = 1.0
Kind = tuple[str, str, str, int, str, str, float, float]


@dataclass(slots=True)
class RunningChecks:
    """What the checks of the replications say together.

    ``read``: replications shown to the journey checker; ``violations`` that it found, and the
    ``first`` of them.
    """

    replications: int = 0
    read: int = 0
    violations: int = 0
    first: str = ""
    each: list[CheckOver] = field(default_factory=list)

    def add(self, one: Replication) -> None:
        """Fold the checks of one more replication."""
        self.replications += 1
        if one.violations is not None:
            self.read += 1
            self.first = self.first or next(iter(one.violations), "")
            self.violations += len(one.violations)
        if not self.each:
            self.each = [CheckOver() for _ in one.checks]
        for over, check in zip(self.each, one.checks, strict=True):
            over.add(check)

    def all(self) -> list[Check]:
        """Each check over the replications."""
        return [over.check() for over in self.each]

    def journeys_obey(self) -> Check:
        """What the journey checker found in the replications that it was shown."""
        figure = f"{self.read} of {self.replications} replications read, "
        figure += f"{self.violations} violations"
        if self.violations:
            figure += f"; the first: {self.first}"
        says = "Every journey obeys the contract, read by an independent checker"
        held = not self.violations if self.read else None
        return Check("journeys_obey_the_contract", says, held, figure)


@dataclass(slots=True)
class RunningDraws:
    """Draws of the same kind put together; the kinds in the order in which they were met."""

    _kinds: dict[Kind, int] = field(default_factory=dict)
    _first: list[Achieved] = field(default_factory=list)
    _sums: list[tuple[int, float, float]] = field(default_factory=list)

    def add(self, rows: Iterable[Achieved]) -> None:
        """Add the draws of one more replication."""
        for row in rows:
            kind = _kind(row)
            at = self._kinds.get(kind)
            if at is None:
                self._kinds[kind] = len(self._first)
                self._first.append(row)
                self._sums.append((row.count, row.total, row.squares))
            else:
                count, total, squares = self._sums[at]
                self._sums[at] = count + row.count, total + row.total, squares + row.squares

    def all(self) -> list[Achieved]:
        """Every kind of draw."""
        return [
            replace(kind, count=count, total=total, squares=squares)
            for kind, (count, total, squares) in zip(self._first, self._sums, strict=True)
        ]


def _kind(row: Achieved) -> Kind:
    where = row.group, row.pathway, row.of, row.occurrence
    return (*where, row.draw, row.unit, row.typed_mean, row.typed_sd)


def means_achieved(drawn: Sequence[Achieved]) -> Check:
    """Whether each sampled mean is the one that was typed, within chance.

    The mean of few draws of a skewed law strays farther than the normal law says, so the limit is
    widened by the first term of the Cornish-Fisher expansion; where the draws are too few even
    for that, nothing is said of them.
    """
    says = "The mean of each draw is the mean that was typed, within chance"
    told = [row for row in drawn if row.count > 1 and _skew_of_mean(row) <= MOST_SKEW]
    few = len(drawn) - len(told)
    if not told:
        return Check("means_achieved", says, None, f"too few draws of all {few} kinds to tell")
    worst = max(told, key=lambda row: abs(row.z) / _limit(row))
    figure = (
        f"{len(told)} means, {few} more of too few draws to tell; the farthest: {worst.of}, "
        f"{worst.draw}, {worst.group}: typed {worst.typed_mean:.4g}, drawn {worst.mean:.4g} "
        f"{worst.unit}, {abs(worst.z):.1f} standard errors (limit {_limit(worst):.1f})"
    )
    return Check("means_achieved", says, abs(worst.z) < _limit(worst), figure)


def _limit(row: Achieved) -> float:
    """Standard errors within which a mean lies but for about one in 100,000."""
    z = MOST_STANDARD_ERRORS
    return z + (z**2 - 1) / 6 * _skew_of_mean(row)


def _skew_of_mean(row: Achieved) -> float:
    """Skewness of the mean of the draws: exact for shares, a lognormal's for durations."""
    mean, sd = row.typed_mean, row.typed_sd
    if sd == 0 or row.draw == "expected error":
        return 0.0
    spread = sd / mean
    skew = abs(1 - 2 * mean) / sd if row.unit == "share" else spread**3 + 3 * spread
    return skew / math.sqrt(row.count)
