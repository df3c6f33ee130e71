"""Standards that one of several scenarios promises, measured in all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from simulator.scenario.load import Loaded
from simulator.scenario.schema import Scenario
from simulator.scenario.standard import Standard


def measured_alike(loaded: Sequence[Loaded]) -> list[Loaded]:
    """The scenarios, each with the standards of all others that are about something it has.

    A standard changes nothing that happens: it is a clock held beside it. So the share that meets a
    promise is known before the promise is made, and its difference is one on the same patients.
    Where scenarios define a standard of one name, each keeps its own.
    """
    every: dict[str, tuple[Standard, object]] = {}
    for each in loaded:
        plain = each.resolved.get("standards", {})
        for name, standard in each.scenario.standards.items():
            every.setdefault(name, (standard, plain[name]))
    return [_with(each, every) for each in loaded]


def _with(loaded: Loaded, every: Mapping[str, tuple[Standard, object]]) -> Loaded:
    own = loaded.scenario.standards
    more = {
        name: both
        for name, both in every.items()
        if name not in own and _is_there(loaded.scenario, both[0])
    }
    if not more:
        return loaded
    standards = {**own, **{name: standard for name, (standard, _) in more.items()}}
    plain = {**loaded.resolved.get("standards", {}), **{n: said for n, (_, said) in more.items()}}
    return replace(
        loaded,
        scenario=loaded.scenario.model_copy(update={"standards": standards}),
        resolved={**loaded.resolved, "standards": plain},
    )


def _is_there(scenario: Scenario, standard: Standard) -> bool:
    if standard.care_setting is not None:
        return standard.care_setting in scenario.care_settings
    return standard.handoff in scenario.handoffs


def promised(loaded: Loaded, alike: Loaded) -> tuple[str, ...]:
    """The standards that a scenario states itself, of those it is measured by, in their order."""
    return tuple(name for name in alike.scenario.standards if name in loaded.scenario.standards)
