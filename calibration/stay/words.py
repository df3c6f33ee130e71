"""What fits of lengths of stay tell, in words and plain values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from calibration.stay.group_fit import LONG, MEAN, GroupFit

BASIS = {"need": "ready dates", "totals": "whole stays", "figures": "mean and median"}


def days(value: float) -> str:
    """Days as they are read."""
    return f"{value:.3g}"


def finding(found: GroupFit) -> str:
    """A group's answer in one sentence, without its stop."""
    own, (low, high) = found.chosen.estimates[MEAN], found.across()
    name = found.group.name
    if found.basis.kind == "need":
        return (
            f"{name}: the need is {days(own.value)} days on average ({days(low)} to {days(high)})"
        )
    what = "totals do not tell it from delay"
    if found.basis.kind == "figures":
        what = "a mean and a median fix little, and do not tell it from delay"
    return f"{name}: the need is {days(low)} to {days(high)} days on average; {what}"


def headline(fits: Sequence[GroupFit]) -> str:
    """All groups in one sentence."""
    told = [found for found in fits if found.basis.kind == "need"]
    if len(fits) == 1:
        return finding(fits[0])
    if not told:
        return f"Nothing tells need from delay: of {len(fits)} groups the need is a range only"
    rest = "" if len(told) == len(fits) else "; of the others only a range is known"
    return f"Ready dates tell the need of {len(told)} of {len(fits)} groups{rest}"


def cautions(found: GroupFit) -> list[str]:
    """What to know before a group's law is used."""
    says = list(found.basis.cautions)
    night = found.without_night
    if found.basis.overnight and found.zero_day > 0.001:
        says.append(
            f"{found.zero_day:.1%} of stays by this law pass no midnight, and were not counted: "
            f"overnight admissions must be multiplied by {1 / (1 - found.zero_day):.3f}."
        )
    elif night > 0.01:
        says.append(
            f"{night:.0%} of these stays passed no midnight, and the law holds them: the arrivals "
            "of the group must count them too, or the model has too few beds in use. With "
            "--overnight they are left out."
        )
    if not found.chosen.is_sure_of_intervals:
        says.append("The interval is rough: few draws carry its weight.")
    if found.choice.chosen.tail.fits is False:
        says.append(f"The law does not meet the counts: {found.choice.chosen.tail.verdict}.")
    return says


def untold(found: GroupFit) -> list[str]:
    """What cannot be told of a group."""
    says = []
    if found.span is not None:
        says.append(f"{found.span.says}")
    near = [each.fit.family.title for each in found.choice.ranked if each.is_near]
    if len(near) > 1:
        mean, long = found.choice.across(MEAN), found.choice.across(LONG)
        says.append(
            f"Which family it is of {', '.join(near)}: over these the mean of what was counted is "
            f"{days(mean[0])} to {days(mean[1])} days, and {long[0]:.2%} to {long[1]:.2%} are of "
            "21 midnights or more."
        )
    tail = found.choice.chosen.tail
    if tail.seen_to:
        says.append(
            f"How long the longest are: beyond {tail.seen_to:g} days the counts tell no lengths "
            f"apart, and {tail.beyond:.0%} of the bed-days lie there by this law."
        )
    if tail.fits is None:
        says.append(f"Whether the law is right: {tail.verdict}.")
    return says


def table_lines(fits: Sequence[GroupFit]) -> list[str]:
    """A short table for the terminal."""
    widest = max(len("group"), *(len(found.group.name) for found in fits))
    head = f"{'group':{widest}}  {'stays':>9}  {'from':15}  {'need, days':>22}  {'21+':>6}  family"
    lines = [head]
    for found in fits:
        own, (low, high) = found.chosen.estimates, found.across()
        need = f"{days(own[MEAN].value)} ({days(low)} to {days(high)})"
        lines.append(
            f"{found.group.name:{widest}}  {found.group.stays:9,.0f}  "
            f"{BASIS[found.basis.kind]:15}  {need:>22}  {own[LONG].value:6.1%}  "
            f"{found.chosen.family.title}"
        )
    return lines


def caution_lines(fits: Sequence[GroupFit]) -> list[str]:
    """Each kind of caution once: with the figures of the first group that it is for."""
    told: dict[str, list[tuple[str, str]]] = {}
    for found in fits:
        for says in cautions(found):
            told.setdefault(re.sub(r"[\d.,%-]+", "#", says), []).append((found.group.name, says))
    lines = []
    for own in told.values():
        name, says = own[0]
        is_same = all(other == says for _, other in own)
        whose = f"{len(own)} groups" if len(own) > 1 else name
        whose += f", figures of {name}" if len(own) > 1 and not is_same else ""
        lines.append(says if len(fits) == 1 else f"{whose}: {says}")
    return lines


def as_plain(found: GroupFit) -> dict[str, Any]:
    """A group as values that JSON knows."""
    low, high = found.across()
    return {
        "group": found.group.name,
        "organisation": found.group.organisation,
        "stays": round(found.group.stays),
        "from": found.basis.kind,
        "records": found.basis.records,
        "family": found.chosen.family.name,
        "estimates": {
            name: {"value": each.value, "low": each.low, "high": each.high}
            for name, each in found.chosen.estimates.items()
        },
        "mean_days_across": [low, high],
        "why": found.basis.says,
        "cautions": cautions(found),
        "cannot_be_told": untold(found),
    }
