"""PathSimR's laws, which are R's, as a scenario says them."""

from __future__ import annotations

import math
from typing import Any

from simulator.exchange.pathsimr_input import Drawn, PathsimrInput, said

# Law in R: its parameters.
PARAMETERS = {
    "exp": ("rate",),
    "lnorm": ("meanlog", "sdlog"),
    "unif": ("min", "max"),
    "weibull": ("shape", "scale"),
    "gamma": ("shape", "rate"),
}


def days(value: float) -> str:
    """A length of time as a scenario says it."""
    return f"{value:.12g} days"


def law_of(read: PathsimrInput, drawn: Drawn, unit: float) -> dict[str, Any] | str:
    """A law or duration, with its source; ``unit``: days in the tool's unit of time."""
    names = PARAMETERS.get(drawn.name)
    if names is None:
        allowed = ", ".join(PARAMETERS)
        read.blame(drawn.cells[0], f"'{drawn.name}' is no law that is read", f"allowed: {allowed}")
        return days(0)
    if len(drawn.numbers) != len(names) or not _is_sound(drawn):
        read.blame(drawn.cells[1], f"{drawn.name} needs {' and '.join(names)}, above 0")
        return days(0)
    source = said(drawn.cells)
    if drawn.name == "unif":
        low, high = drawn.numbers
        if low == high:
            return days(low * unit)
        return {"family": "uniform", "low": days(low * unit), "high": high * unit, "source": source}
    try:
        family, mean, sd = _moments(drawn)
        is_held = 0 < mean < math.inf and 0 < sd < math.inf
    except (ArithmeticError, ValueError):  # no float holds it
        is_held = False
    if not is_held:
        says = f"{drawn.name} with these has no mean and deviation that a number can hold"
        read.blame(drawn.cells[1], says, f"the parameters are {' and '.join(names)}, as R has them")
        return days(0)
    if family == "exponential":
        return {"family": family, "mean": days(mean * unit), "source": source}
    return {"family": family, "mean": days(mean * unit), "sd": sd * unit, "source": source}


def fixed(drawn: Drawn | None) -> float | None:
    """The one value of a law that has no chance in it, in the tool's unit; else None."""
    if drawn is None or drawn.name != "unif" or len(set(drawn.numbers)) != 1:
        return None
    return drawn.numbers[0]


def _is_sound(drawn: Drawn) -> bool:
    if drawn.name == "lnorm":
        return drawn.numbers[1] > 0
    if drawn.name == "unif":
        return 0 <= drawn.numbers[0] <= drawn.numbers[1]
    return all(number > 0 for number in drawn.numbers)


def _moments(drawn: Drawn) -> tuple[str, float, float]:
    """Family, mean and standard deviation, in the tool's unit."""
    if drawn.name == "exp":
        return "exponential", 1 / drawn.numbers[0], 1 / drawn.numbers[0]
    first, second = drawn.numbers
    if drawn.name == "lnorm":
        mean = math.exp(first + second**2 / 2)
        return "lognormal", mean, mean * math.sqrt(math.expm1(second**2))
    if drawn.name == "gamma":
        return "gamma", first / second, math.sqrt(first) / second
    one, two = math.gamma(1 + 1 / first), math.gamma(1 + 2 / first)
    return "weibull", second * one, second * math.sqrt(two - one**2)
