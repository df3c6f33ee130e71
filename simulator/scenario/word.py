"""Values of a scenario in words, for tables and reports."""

from __future__ import annotations

from typing import Any

from simulator.scenario.law import Law

_AMOUNTS = ("mean", "sd", "median", "low", "high", "value")


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
    given = [f"{name} {getattr(law, name)}" for name in _AMOUNTS if getattr(law, name) is not None]
    if law.quantiles:
        given += [f"{percent(level)} below {d}" for level, d in law.quantiles.items()]
    if law.values:
        given.append(f"of {say(law.values)}")
    if law.weights:
        given.append(f"weighted {say(law.weights)}")
    return f"{law.family} {', '.join(given)}"
