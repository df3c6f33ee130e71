"""A trust's figures in proportion to the national ones: what its place is scaled by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from calibration.stay import Summary, fit
from calibration.stay.recording import Recording
from calibration.trust.published import Found, Published
from calibration.trust.recipe import recipe

# Beyond this a ratio is more likely a way of recording than a trust.
_LEAST, _MOST = 0.5, 2.0
_PATHWAYS = (1, 2, 3)
_ADULT_BEDS, _ALL_BEDS = "adult general and acute", "general and acute"


@dataclass(frozen=True, slots=True)
class Proportion:
    """A ratio to the national scenario, how it came about, and how sure it is (A, B or C)."""

    ratio: float
    source: str
    confidence: str = "B"


def proportions(published: Published) -> dict[str, Proportion]:
    """Every ratio that a trust's figures give; what is not there stays as nationally."""
    found: dict[str, Proportion] = {}
    for name, make in (
        ("open", _open),
        ("occupied", _occupied),
        ("stay", _stay),
        ("arrivals", _arrivals),
        ("need", _need),
        ("shares", _shares),
        ("starts", _starts),
        ("delays", _delays),
    ):
        found |= _named(name, make(published, found))
    return found


Made = Proportion | Mapping[str, Proportion] | None
_Make = Callable[[Published, Mapping[str, Proportion]], Made]


def _named(name: str, made: Made) -> dict[str, Proportion]:
    if made is None:
        return {}
    return {name: made} if isinstance(made, Proportion) else dict(made)


def _national(name: str) -> float:
    return float(recipe()["national_figures"][name]["value"])


def _of(name: str) -> str:
    one = recipe()["national_figures"][name]
    return f"{one['value']:g} nationally ({one['of']})"


def _beds(published: Published, what: str, name: str) -> Proportion | None:
    """Adults' beds; all general and acute less the national share of children's if only those."""
    found = published.find(f"uec_beds_{what}", _ADULT_BEDS)
    if found is not None:
        source = f"{found.value:.1f}: {found.source}; {_of(name)}"
        return Proportion(found.value / _national(name), source)
    found = published.find(f"beds_{what}", _ALL_BEDS)
    if found is None:
        return None
    every = float(recipe()["national_figures"][f"{name}_of_all"]["value"])
    source = f"{found.value:.1f}, children's too: {found.source}; {every:g} nationally"
    return Proportion(found.value / every, source, "C")


def occupied(found: Mapping[str, Proportion]) -> float | None:
    """Adults' beds occupied, where arrivals are in proportion to them; else None."""
    beds = found.get("occupied")
    return None if beds is None else beds.ratio * _national("occupied")


def _occupied(published: Published, _: Mapping[str, Proportion]) -> Proportion | None:
    return _beds(published, "occupied", "occupied")


def _open(published: Published, _: Mapping[str, Proportion]) -> Proportion | None:
    return _beds(published, "available", "open")


def _stay(published: Published, _: Mapping[str, Proportion]) -> Proportion | None:
    """Mean of stays of a night or more, from mean and median of all, over the national one."""
    mean = published.find("los_mean", anytime=True)
    median = published.find("los_median", anytime=True)
    if mean is None or median is None or mean.value <= 0:
        return None
    here = overnight_mean(mean.value, median.value)
    there = overnight_mean(_national("los_mean"), _national("los_median"))
    source = (
        f"stays of a night or more last {here:.2f} days by a lognormal through mean {mean.value:g} "
        f"and median {median.value:g} ({mean.source}); {there:.2f} nationally"
    )
    return Proportion(_bounded(here / there), source, "C")


@lru_cache(maxsize=256)
def overnight_mean(mean: float, median: float) -> float:
    """Mean days of stays of a midnight or more, from the mean and median of all stays.

    By a lognormal fitted to both (``calibration.stay``), counted in midnights as HES does.
    """
    summary = Summary.of(10_000, mean=mean, median=median, mean_step=0.01)
    law = fit(summary, "lognormal", bootstraps=0).law
    staying = float(Recording().at_least(law, np.array([1.0]))[0])
    return float(law.mean()) / staying


def _arrivals(_: Published, found: Mapping[str, Proportion]) -> Proportion | None:
    """Little's law: those who come a day are those who lie there over how long they stay."""
    beds, stay = found.get("occupied"), found.get("stay")
    if beds is None:
        return found.get("open")
    ratio = beds.ratio / (stay.ratio if stay else 1.0)
    return Proportion(ratio, f"beds occupied over the stay: {beds.source}", "C")


def _need(published: Published, found: Mapping[str, Proportion]) -> Proportion | None:
    """The stay less the days after the ready date that it holds."""
    stay = found.get("stay")
    days = published.find("ready_bed_days", anytime=True)
    ended = published.find("ready_discharges", anytime=True)
    if stay is None or days is None or ended is None or ended.value <= 0:
        return stay
    total = overnight_mean(_national("los_mean"), _national("los_median"))
    delay, usual = days.value / ended.value, _national("delay_a_stay")
    ratio = (stay.ratio * total - delay) / (total - usual)
    source = (
        f"{stay.source}; less {delay:.2f} days after the ready date a stay ({days.source}), "
        f"{_of('delay_a_stay')}"
    )
    return Proportion(_bounded(ratio), source, "C")


def _pathway(published: Published, number: int) -> Found | None:
    return published.find("discharges_by_pathway", f"P{number}", anytime=True)


def _shares(published: Published, _: Mapping[str, Proportion]) -> dict[str, Proportion]:
    """Shares of discharges on pathways 1 to 3 over the national ones."""
    counts = [_pathway(published, number) for number in range(4)]
    if any(each is None for each in counts):
        return {}
    total = sum(each.value for each in counts if each is not None)
    made = {}
    for number in _PATHWAYS:
        each = counts[number]
        if each is not None and total > 0:
            share, name = each.value / total, f"share_{number}"
            source = f"{share:.2%} of discharges: {each.source}; {_of(name)}"
            made[name] = Proportion(_bounded(share / _national(name), 0.1, 4.0), source)
    return made


def _starts(published: Published, found: Mapping[str, Proportion]) -> dict[str, Proportion]:
    """What lies behind the hospital, in proportion to those who leave for it a day."""
    made, here, there = {}, 0.0, 0.0
    for number in _PATHWAYS:
        name, of = f"starts_{number}", _pathway(published, number)
        usual = _national(name)
        if of is None:
            by = found.get("arrivals")
            if by is not None:
                made[name] = Proportion(by.ratio, f"in proportion to admissions: {by.source}", "C")
            continue
        source = f"{of.value:.2f} starts a day: {of.source}; {_of(name)}"
        made[name] = Proportion(max(of.value / usual, 0.1), source, "C")
        here, there = here + of.value, there + usual
    if there > 0:
        says = f"{here:.1f} starts a day on pathways 1 to 3; {there:.1f} nationally"
        made["starts"] = Proportion(max(here / there, 0.1), says, "C")
    return made | from_outside({**found, **made})


def starts_a_day(found: Mapping[str, Proportion], number: int) -> float | None:
    """Published discharges a day on a pathway, where shares are published too; else None."""
    name = f"starts_{number}"
    has_shares = f"share_{number}" in found
    return found[name].ratio * _national(name) if has_shares and name in found else None


def from_outside(found: Mapping[str, Proportion]) -> dict[str, Proportion]:
    """Those who come to community beds from elsewhere, scaled as the beds and not as admissions."""
    beds, arrivals = found.get("starts_2"), found.get("arrivals")
    if beds is None or arrivals is None:
        return {}
    # All arrivals are scaled before: this undoes that.
    says = f"as community beds: {beds.source}"
    return {"from_outside": Proportion(beds.ratio / arrivals.ratio, says, "C")}


def _delays(published: Published, _: Mapping[str, Proportion]) -> dict[str, Proportion]:
    """Days of delay a start by pathway: those waiting for its reasons over its starts a day."""
    made = {}
    for name, prefixes in recipe()["reasons"].items():
        waiting = _waiting(published, prefixes)
        starts = _pathway(published, int(name[-1]))
        usual = recipe()["national_figures"].get(name)
        if waiting is None or starts is None or starts.value <= 0 or usual is None:
            continue
        days = waiting.value / starts.value
        source = (
            f"{days:.1f} days a start: {waiting.source} over {starts.source}; "
            f"{usual['value']:g} nationally ({usual['of']})"
        )
        made[name] = Proportion(_bounded(days / usual["value"]), source, "C")
    return made


def _waiting(published: Published, prefixes: list[str]) -> Found | None:
    """Patients of 7 days or more who wait for any of some reasons."""
    measure = "delayed_patients_los7"
    chosen = [x for x in published.reasons(measure) if x.startswith(tuple(prefixes))]
    found = [published.find(measure, reason, anytime=True) for reason in chosen]
    there = [each for each in found if each is not None]
    if not there:
        return None
    value = sum(each.value for each in there)
    words = ", ".join(f"{each}*" for each in prefixes)
    return Found(value, f"{value:.1f} patients of 7 days or more waiting for {words}")


def _bounded(ratio: float, least: float = _LEAST, most: float = _MOST) -> float:
    return float(min(max(ratio, least), most))


def as_records(found: Mapping[str, Proportion]) -> list[dict[str, Any]]:
    """A row a ratio."""
    return [
        {"name": name, "ratio": each.ratio, "source": each.source, "confidence": each.confidence}
        for name, each in found.items()
    ]
