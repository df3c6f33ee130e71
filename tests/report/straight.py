"""A sensitivity analysis without an engine: differences that run straight, put in by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simulator.experiment.arm import Arm
from simulator.experiment.sensitivity import Sensitivity
from simulator.experiment.side_by_side import Point
from simulator.experiment.span import Span
from simulator.results.measure import ALL_ACUTE, where
from simulator.results.measures import Key
from tests.experiment.place import loaded, setup

CENSUS = Key("census", where(care_setting=ALL_ACUTE), "mean")
LEVEL = np.array([100.0, 90.0, 110.0, 105.0])
GIVEN = np.array([-10.0, -9.0, -11.0, -10.5])
AT = (0.0, 10.0, 20.0)


def span(path: str, unit: str = "", *, both: bool = True) -> Span:
    """An input from 0 to 20, 10 as given."""
    return Span(path, AT[0], AT[-1], unit, AT[1], both, True, is_whole=False)


def sensitivity(
    slopes: Mapping[Span, Sequence[float]], worth: float = 0.0, given: np.ndarray = GIVEN
) -> Sensitivity:
    """Differences as given plus slope times how far an input is from what is given."""
    arm = Arm("small", loaded(), setup())

    def point(at: float, slope: Sequence[float]) -> Point:
        change = np.array(slope) * (at - AT[1])
        return Point(at, {CENSUS: LEVEL}, {CENSUS: LEVEL + given + change})

    return Sensitivity(
        arm,
        arm,
        (CENSUS,),
        tuple(slopes),
        point(AT[1], [0.0] * 4),
        {CENSUS: -worth},
        {each.path: tuple(point(at, slope) for at in AT) for each, slope in slopes.items()},
    )
