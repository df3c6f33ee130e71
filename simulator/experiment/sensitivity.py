"""Whether a decision holds: how the difference of two scenarios moves with each input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulator.errors import InputError
from simulator.experiment.arm import Arm
from simulator.experiment.flip import Flip, Response, flip_of, seek
from simulator.experiment.side_by_side import Point, SideBySide, alone
from simulator.experiment.span import Span
from simulator.results.direction import better
from simulator.results.measure import DIMENSIONS
from simulator.results.measures import Key
from simulator.results.paired import Effect, pair
from simulator.results.run import Floats

if TYPE_CHECKING:
    import pandas as pd

ROUNDS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Swing:
    """What an input does to the difference in one figure, over the values at which it was run.

    ``flip``: of the difference against ``stated``. Intervals hold together for ``together`` inputs.
    """

    span: Span
    key: Key
    points: tuple[Point, ...]
    stated: float
    together: int

    @property
    def response(self) -> Response:
        """The differences by value of the input."""
        return Response(
            np.array([point.at for point in self.points]),
            np.stack([point.differences(self.key) for point in self.points]),
        )

    @property
    def flip(self) -> Flip:
        """Where the difference crosses what was stated."""
        return flip_of(self.response, self.stated, self.together)

    def at(self, end: int) -> Effect:
        """The difference at the lower bound (0) or the upper (-1)."""
        return self.points[end].effect(self.key, self.together)

    @property
    def effect(self) -> Effect:
        """The difference at the upper bound less that at the lower, replication by replication."""
        ends = [alone(self.key, self.points[at].differences(self.key)) for at in (0, -1)]
        found = pair(*ends).effect(self.key, self.together)
        assert found is not None
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Sensitivity:
    """A scenario against a reference, with each input at its bounds and between, on one chance.

    ``given``: with every input as the scenarios have it. ``stated``: by figure, what the difference
    has to pass for the decision to hold. ``points``: by the path of the input, its values rising.
    """

    first: Arm
    second: Arm
    keys: tuple[Key, ...]
    spans: tuple[Span, ...]
    given: Point
    stated: dict[Key, float]
    points: dict[str, tuple[Point, ...]]

    @property
    def replications(self) -> int:
        """Replications at every value."""
        return len(self.given.first[self.keys[0]])

    def swings(self, key: Key) -> list[Swing]:
        """Every input's swing of a figure, the greatest first, in the order given where equal."""
        n = len(self.spans)
        found = [
            Swing(span, key, self.points[span.path], self.stated[key], n) for span in self.spans
        ]
        return sorted(found, key=lambda each: -abs(each.effect.difference))

    def frame(self) -> pd.DataFrame:
        """Tidy rows: every figure in each scenario at every value of every input."""
        import pandas as pd

        rows = []
        for span in self.spans:
            for point in self.points[span.path]:
                for key in self.keys:
                    effect = point.effect(key, len(self.spans))
                    rows.append((span.path, point.at, span.unit, *_row(key, effect)))
        return pd.DataFrame.from_records(rows, columns=["input", "at", "input_unit", *_HEADS])

    def swing_frame(self) -> pd.DataFrame:
        """Tidy rows: the swing of every figure by every input, and where it flips."""
        import pandas as pd

        rows = []
        for key in self.keys:
            for each in self.swings(key):
                effect, flip = each.effect, each.flip
                first = next(iter((*flip.crossings, *flip.unsure)), None)
                found = (first.at, first.low, first.high) if first else (None, None, None)
                told = (each.span.path, each.span.unit, each.span.low, each.span.high)
                ends = (effect.reference, effect.other, effect.difference, effect.half_width)
                stretches = len(flip.crossings) + len(flip.unsure)
                rows.append((*_named(key), *told, *ends, each.stated, flip.verdict.value, *found))
                rows[-1] = (*rows[-1], stretches)
        return pd.DataFrame.from_records(rows, columns=_SWING_HEADS)

    def value_frame(self) -> pd.DataFrame:
        """Tidy rows: every figure of each replication of both scenarios at every value."""
        import pandas as pd

        rows = [
            (span.path, point.at, number, *_named(key), float(a), float(b))
            for span in self.spans
            for point in self.points[span.path]
            for key in self.keys
            for number, (a, b) in enumerate(
                zip(point.first[key], point.second[key], strict=True), start=1
            )
        ]
        heads = ["input", "at", "replication", *_NAMED, "reference", "scenario"]
        return pd.DataFrame.from_records(rows, columns=heads)


_NAMED = ("measure", *DIMENSIONS, "statistic")
_HEADS = (*_NAMED, "reference", "scenario", "difference", "half_width", "says")
_SWING_HEADS = (
    *(*_NAMED, "input", "input_unit", "low", "high", "difference_at_low", "difference_at_high"),
    *(
        "swing",
        "half_width",
        "stated",
        "verdict",
        "flips_at",
        "flips_from",
        "flips_to",
        "stretches",
    ),
)


def _named(key: Key) -> tuple[str, ...]:
    return (key.measure, *key.where, key.statistic)


def _row(key: Key, effect: Effect) -> tuple[str | float, ...]:
    figures = (effect.reference, effect.other, effect.difference, effect.half_width)
    return (*_named(key), *figures, effect.verdict.value)


def threshold(key: Key, worth: float, given: Floats) -> float:
    """The difference that has to be passed for a change to be worth ``worth``.

    Below 0 where lower is better, above where higher is; where neither is, on the side to which the
    scenario moves the figure as it is given. Fewer in a place count as better: places are freed.
    """
    way = better(key) or ("lower" if key.measure == "census" else "")
    if not way:
        way = "higher" if float(given.mean()) > 0 else "lower"
    return -worth if way == "lower" and worth else worth


def run_sensitivity(
    both: SideBySide,
    spans: Sequence[Span],
    keys: Sequence[Key],
    worth: float = 0.0,
    rounds: int = ROUNDS,
) -> Sensitivity:
    """Run two scenarios with each input at its bounds, and where the difference seems to cross.

    ``worth``: how much the scenario has to do to be worth while, in the unit of each figure.
    ``rounds``: values at most that are added for each figure of an input.

    Raises:
        InputError: a scenario cannot be run at some bound; all problems at once.
    """
    both.prepare([each for span in spans for at in span.points for each in both.wanted(span, at)])
    given = both.point(None, float("nan"), keys)
    stated = {key: threshold(key, worth, given.differences(key)) for key in keys}
    points = {
        span.path: _followed(both, span, keys, stated, together=len(spans), rounds=rounds)
        for span in spans
    }
    return Sensitivity(both.arm(0), both.arm(1), tuple(keys), tuple(spans), given, stated, points)


def _followed(
    both: SideBySide,
    span: Span,
    keys: Sequence[Key],
    stated: dict[Key, float],
    *,
    together: int,
    rounds: int,
) -> tuple[Point, ...]:
    """An input's values: those asked for, then those where a figure seems to cross."""
    points = {at: both.point(span, at, keys) for at in span.points}

    def add(key: Key, asked: float) -> tuple[float, Floats] | None:
        at = span.nearest(asked)
        try:
            both.prepare(both.wanted(span, at))
        except InputError:
            return None
        points.setdefault(at, both.point(span, at, keys))
        return at, points[at].differences(key)

    for key in keys:
        at = sorted(points)
        so_far = Response(np.array(at), np.stack([points[x].differences(key) for x in at]))
        seek(
            so_far,
            stated[key],
            lambda asked, key=key: add(key, asked),  # type: ignore[misc]
            together=together,
            rounds=rounds,
        )
    return tuple(points[at] for at in sorted(points))
