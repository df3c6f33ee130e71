"""Values of a scenario in words, for tables and reports."""

from __future__ import annotations

from typing import Any

from simulator.scenario.floored import floored_moments
from simulator.scenario.law import Law
from simulator.scenario.law_unit import AMOUNTS
from simulator.scenario.quantities import Duration


def say(value: Any) -> str:
    """A value of a scenario in words; a law with all that fixes it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Law):
        return _law(value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {say(each)}" for key, each in value.items()) or "none"
    if isinstance(value, (tuple, list)):
        return ", ".join(map(say, value)) or "none"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def percent(share: float) -> str:
    """A share in percent, like ``12.5 %``."""
    return f"{100 * share:.6g} %"


def _law(law: Law) -> str:
    if law.family == "deterministic":
        return str(law.value)
    if law.components:
        return "; ".join(f"{percent(each.share)} {_law(each)}" for each in law.components)
    if law.phases:
        return _phases(law)
    if law.family == "floored_normal":
        return _floored(law)
    given = [f"{name} {getattr(law, name)}" for name in AMOUNTS if getattr(law, name) is not None]
    if law.quantiles:
        given += [f"{percent(level)} below {d}" for level, d in law.quantiles.items()]
    if law.values:
        given.append(f"of {say(law.values)}")
    if law.weights:
        given.append(f"weighted {say(law.weights)}")
    if law.file is not None:
        given.append(f"of {law.file}")
    if law.between == "straight":
        given.append("evenly from each value to the next")
    return f"{law.family} {', '.join(given)}"


def _phases(law: Law) -> str:
    """Phases one after the other, as one goes through them."""
    words = []
    for phase in law.phases or ():
        length = phase.mean or Duration(float(f"{phase.days:.4g}"), "day")
        goes_on = f", then {percent(phase.goes_on)} go on to" if phase.goes_on else ""
        words.append(f"{length} on average{goes_on}")
    return f"{law.family}: {' '.join(words)}"


def _floored(law: Law) -> str:
    """A floored normal with the mean that the floor gives it."""
    if law.mean is None or law.sd is None:
        return law.family
    floor = law.floor or Duration(0, law.mean.unit)
    said = f"normal mean {law.mean}, sd {law.sd}, no less than {floor}"
    if law.sd.days == 0:
        return said
    mean, _ = floored_moments(law.mean.days, law.sd.days, floor.days)
    in_unit = mean / Duration(1, law.mean.unit).days
    return f"{said} (so its mean is {Duration(float(f'{in_unit:.4g}'), law.mean.unit)})"
