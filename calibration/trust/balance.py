"""Admissions, need and shares such that the place as drafted gives what is published.

By Little's law on the place's own stays (its flow table, without queues): as many leave a day as
the sitrep counts, so many beds are occupied, as many start on pathway 1. The fit begins near there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from calibration.trust.proportion import Proportion, from_outside, occupied, starts_a_day
from calibration.trust.published import Published
from calibration.trust.recipe import recipe
from simulator.experiment.flow_table import FlowRow, flow_table
from simulator.scenario.load import Loaded

# A place fuller than this is full of queues, which the law without them does not see.
_FULLEST = 0.97
_LEAST, _MOST = 0.5, 2.0
_SHARES = ("share_1", "share_2", "share_3")
_LEFT = ("nctr_discharged", "nctr_discharged_2022")


def balanced(
    found: Mapping[str, Proportion], place: Loaded, published: Published
) -> dict[str, Proportion]:
    """The ratios with those of admissions, need and pathway shares put right.

    No single figure says how many come and how long they stay: a mean stay is of all ages, a count
    of discharges of whom a trust records. ``place``: as drafted with the ratios. What has no
    published figure stays.
    """
    rows = {row.name: row for row in flow_table(place.scenario).rows}
    hospital, gauge = rows.get(recipe()["setting"]), rows.get(recipe()["shares"]["gauge"])
    new = dict(found)
    if hospital is None or "arrivals" not in found:
        return new
    new |= _admissions(new, hospital, published)
    more = new["arrivals"].ratio / found["arrivals"].ratio
    new |= _need(new, hospital, more)
    if gauge is not None:
        new |= _shares(new, gauge.arrivals_per_day * more)
    return new | from_outside(new) | _rooms(new, rows, more)


def room_of(name: str) -> str:
    """What the ratio is called by which something is raised to carry the flow of a place."""
    return f"room_for_{name}"


def _rooms(
    found: Mapping[str, Proportion], rows: Mapping[str, FlowRow], more: float
) -> dict[str, Proportion]:
    """More room where the place's own flow would fill it up and the queue never end."""
    made, most = {}, float(recipe()["fullest"])
    for name in dict.fromkeys(each["room"] for each in recipe()["scaled"] if "room" in each):
        row, was = rows.get(name), found.get(room_of(name))
        needed = (row.load_no_queue or row.load) if row is not None else None
        if row is None or not needed or not row.carries:
            continue
        ratio = (was.ratio if was else 1.0) * needed * more / (most * row.carries)
        says = f"times {ratio:.3g}, so that its own flow fills {most:.0%} of it"
        if ratio > 1:
            made[room_of(name)] = Proportion(ratio, says, "C")
    return made


def _admissions(
    found: Mapping[str, Proportion], hospital: FlowRow, published: Published
) -> dict[str, Proportion]:
    """As many as leave alive a day by the sitrep."""
    counts = [published.find(name, setting=recipe()["setting"]) for name in _LEFT]
    left = next((each for each in counts if each is not None and each.value > 0), None)
    alive = 1 - float(recipe()["national_figures"]["dying"]["value"])
    was = found["arrivals"]
    if left is None or hospital.arrivals_per_day <= 0:
        return {}
    more = _bounded(left.value / (hospital.arrivals_per_day * alive))
    says = (
        f"{left.value:.1f} leave a day: {left.source}; {alive:.0%} leave alive nationally; planned "
        "stays of which the sitrep leaves out some included"
    )
    return {"arrivals": replace(was, ratio=was.ratio * more, source=says)}


def _need(found: Mapping[str, Proportion], hospital: FlowRow, more: float) -> dict[str, Proportion]:
    """So long that published beds are occupied; what the trust's mean stay said is told."""
    beds, need, in_use = occupied(found), hospital.load, hospital.load_no_queue
    if beds is None or not need or not in_use:
        return {}
    was = found.get("need", Proportion(1.0, "nothing published", "C"))
    wanted = min(beds, _FULLEST * (hospital.carries or hospital.open or beds))
    factor = _bounded((wanted - (in_use - need) * more) / (need * more))
    base = was.source.removeprefix(_SO_LONG).split(_BUT)[-1]
    says = f"{_SO_LONG}{wanted:.0f} beds are occupied without queues ({found['occupied'].source})"
    return {"need": Proportion(was.ratio * factor, f"{says}{_BUT}{base}", "C")}


_SO_LONG = "so long that "
_BUT = ", which is not what the published stay gives: "


def _shares(found: Mapping[str, Proportion], starts: float) -> dict[str, Proportion]:
    """Shares of all admissions such that as many start on pathway 1 a day as published."""
    published = starts_a_day(found, 1)
    if published is None or starts <= 0 or any(name not in found for name in _SHARES):
        return {}
    more = _bounded(published / starts)
    return {name: replace(found[name], ratio=found[name].ratio * more) for name in _SHARES}


def _bounded(factor: float) -> float:
    return float(min(max(factor, _LEAST), _MOST))
