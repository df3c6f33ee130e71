"""The unit of a law's numbers, which needs saying once."""

from __future__ import annotations

from typing import Any

from simulator.scenario.quantities import Duration

# Fields of a law that are one duration.
AMOUNTS = ("mean", "sd", "median", "low", "high", "value", "floor")


def fill_unit(given: dict[str, Any]) -> dict[str, Any]:
    """Give bare numbers the unit of the first amount of the law that states one."""
    given = dict(given)
    many = [given[name] for name in AMOUNTS if given.get(name) is not None]
    for name in ("quantiles", "values"):
        held = given.get(name)
        many += list(held.values()) if isinstance(held, dict) else list(held or ())
    held = given.get("phases") if _is_list(given.get("phases")) else ()
    phases = [each for each in held or () if isinstance(each, dict)]
    many += [each["mean"] for each in phases if each.get("mean") is not None]
    texts = [v for v in many if isinstance(v, str)]
    if not texts:
        return given
    # Where no text can be read that is the fault, and the numbers beside it are none.
    unit = next((Duration.parse(v).unit for v in texts if Duration.reads(v)), "day")

    def with_unit(value: Any) -> Any:
        bare = isinstance(value, (int, float)) and not isinstance(value, bool)
        return f"{value} {unit}" if bare else value

    for name in AMOUNTS:
        if name in given:
            given[name] = with_unit(given[name])
    if isinstance(given.get("quantiles"), dict):
        given["quantiles"] = {k: with_unit(v) for k, v in given["quantiles"].items()}
    if _is_list(given.get("values")):
        given["values"] = [with_unit(v) for v in given["values"]]
    if phases:
        given["phases"] = [
            {**each, "mean": with_unit(each["mean"])}
            if isinstance(each, dict) and "mean" in each
            else each
            for each in given["phases"]
        ]
    return given


def _is_list(given: Any) -> bool:
    return isinstance(given, (list, tuple))
