"""Capacities to be searched: a path of the scenario from a least to a greatest value, by steps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from simulator.errors import Problem
from simulator.experiment.grid import Axis

MOST_AXES, MOST_MIXES = 4, 2_000
OPTION = "--vary"
EXAMPLE = "care_settings.community.units.North.beds=8..20"
# Their values say how often and when to run, not how much there is of anything.
NO_CAPACITY = ("batch", "calendar", "schema_version", "published")
_FORM = re.compile(r"\s*(.+?)\s*=\s*([^=]*?)\s*\.\.\s*([^=:]*?)\s*(?::\s*([^=]*?)\s*)?")


def ranges_of(texts: Sequence[str]) -> tuple[tuple[Axis, ...], list[Problem]]:
    """Axes from texts like ``care_settings.acute.units.North.beds=8..20:2``; step 1 if unsaid.

    The values of an axis run upwards and end at the last step within the range. What is wrong
    with any of them, or with all of them together, is in the problems.
    """
    found = [_range(text) for text in texts]
    axes = tuple(each for each in found if isinstance(each, Axis))
    problems = [each for each in found if isinstance(each, Problem)]
    if not texts:
        says = "nothing is named that a size is sought of"
        problems.append(Problem(says, path=OPTION, do=f"name one to {MOST_AXES}, like {EXAMPLE}"))
    if len(texts) > MOST_AXES:
        says = f"{len(texts)} capacities are varied; at most {MOST_AXES} can be"
        problems.append(Problem(says, path=OPTION, do="leave some out"))
    paths = [axis.path for axis in axes]
    problems += [
        Problem(f"{path} is varied twice", path=OPTION, do="name it once")
        for path in dict.fromkeys(paths)
        if paths.count(path) > 1
    ]
    if not problems and mixes(axes) > MOST_MIXES:
        says = f"the ranges make {mixes(axes):,} mixes; at most {MOST_MIXES:,} can be searched"
        problems.append(Problem(says, path=OPTION, do="narrow a range, or take larger steps"))
    return axes, problems


def mixes(axes: Sequence[Axis]) -> int:
    """How many combinations the values of some axes make."""
    many = 1
    for axis in axes:
        many *= len(axis.values)
    return many


def _range(text: str) -> Axis | Problem:
    match = _FORM.fullmatch(text)
    if match is None:
        says = f"'{text}' does not say what to vary, from what to what"
        return Problem(
            says, path=OPTION, do=f"write path=low..high or path=low..high:step: {EXAMPLE}"
        )
    path, *numbers = match.groups()
    low, high, step = (_decimal(each) for each in (*numbers[:2], numbers[2] or "1"))
    if path.split(".")[0] in NO_CAPACITY:
        says = f"{path} is no capacity"
        return Problem(says, path=OPTION, do="name beds, staff, starts or another amount")
    if low is None or high is None or step is None:
        says = f"'{text}': low, high and step must be numbers"
        return Problem(says, path=OPTION, do=f"write them like {EXAMPLE}")
    if low < 0 or low >= high:
        says = f"'{text}': the range must run upwards, from 0 or more"
        do = f"write {path}={high}..{low}" if low > high >= 0 else "give a low below the high"
        return Problem(says, path=OPTION, do=do)
    if step <= 0 or step > high - low:
        says = f"'{text}': the step must be above 0 and fit into the range"
        return Problem(says, path=OPTION, do=f"give a step from above 0 to {high - low}")
    many = int((high - low) / step) + 1
    if many > MOST_MIXES:
        says = f"'{text}' has {many:,} values; at most {MOST_MIXES:,} mixes can be searched"
        return Problem(says, path=OPTION, do="narrow the range, or take larger steps")
    return Axis(path, tuple(_plain(low + step * at) for at in range(many)))


def _decimal(text: str) -> Decimal | None:
    if not re.fullmatch(r"-?(\d+\.?\d*|\.\d+)", text.strip()):
        return None
    return Decimal(text.strip())


def _plain(value: Decimal) -> str:
    """A number without needless zeros, since a whole number of beds may not end in .0."""
    return f"{value.normalize():f}"
