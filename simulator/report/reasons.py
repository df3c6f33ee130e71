"""Which reason of delay leads, and whether chance lets that be said."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.report.estimate import Estimate
from simulator.report.known import Known


@dataclass(frozen=True, slots=True)
class Leading:
    """The reason with the largest share of delay, or the two that cannot be told apart.

    ``is_most``: more than half of all delay, beyond chance. Empty where there is no delay.
    """

    codes: tuple[str, ...]
    shares: tuple[Estimate, ...]
    is_most: bool


def leading(known: Known) -> Leading:
    """The leading reason in the place that the first page is about."""
    codes = dict.fromkeys(each.code for each in known.result.setup.network.reasons)
    shares = {code: _share(known, code) for code in codes}
    told = {code: each for code, each in shares.items() if each is not None and each.mean > 0}
    order = sorted(told, key=lambda code: -told[code].mean)[:2]
    if not order:
        return Leading((), (), False)
    if len(order) == 2 and not _is_ahead(known, order[0], order[1]):
        return Leading(tuple(order), tuple(told[code] for code in order), False)
    first = told[order[0]]
    is_most = first.mean > 0.5 and (first.differs_from(0.5) or not first.has_interval)
    return Leading((order[0],), (first,), is_most)


def _share(known: Known, code: str) -> Estimate | None:
    return known.get("delay_share", {"care_setting": known.focus, "reason": code})


def _is_ahead(known: Known, one: str, other: str) -> bool:
    """Whether a reason has more delay than another beyond chance; by size with one run."""
    if known.result.summary.replications < 2:
        return True
    where = {"care_setting": known.focus}
    return known.differ("delay_share", {**where, "reason": one}, {**where, "reason": other})
