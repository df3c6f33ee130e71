"""What keeps two scenarios from having the same patients, or the same days."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.experiment.arm import Arm
from simulator.experiment.draws import posterior_of
from simulator.experiment.draws_taken import is_same

APART = "intervals are then wider, and are no wider than they say"


def cautions(reference: Arm, other: Arm) -> list[str]:
    """What a reader must know before setting two scenarios side by side."""
    return [f"{other.label}: {says}" for says in _cautions(reference, other)]


def _cautions(reference: Arm, other: Arm) -> Iterator[str]:
    a, b = reference.loaded.scenario, other.loaded.scenario
    for name in ("start", "warm_up", "run_for", "bank_holidays"):
        before, after = getattr(a.calendar, name), getattr(b.calendar, name)
        if before != after:
            yield (
                f"calendar.{name} is {after}, and {before} in {reference.label}: the figures are "
                "of other days, and part of every difference may be due to that"
            )
    shares = [{name: each.share for name, each in one.localities.items()} for one in (a, b)]
    if shares[0] != shares[1]:
        yield f"its localities are others: patients live elsewhere and are paired in part; {APART}"
    only = sorted(set(a.patient_groups) ^ set(b.patient_groups))
    if only:
        yield f"patient groups in one of the two only ({', '.join(only)}) are not paired; {APART}"
    for group in sorted(set(a.patient_groups) & set(b.patient_groups)):
        if set(a.patient_groups[group].pathways) != set(b.patient_groups[group].pathways):
            yield (
                f"{group} may take other pathways: shares are drawn in order of name, so some "
                f"patients change to a pathway that is not changed; {APART}"
            )
    if a.starts_full != b.starts_full:
        yield "who is there when the run begins is not the same"
    one, two = posterior_of(a), posterior_of(b)
    if (one is None) != (two is None) or (one and two and not is_same(one, two)):
        yield (
            "it does not take the same draws of what is not known: part of every difference may be "
            "due to that, and the ranges hold what either leaves open"
        )
    if (a.costs.currency, a.costs.price_year) != (b.costs.currency, b.costs.price_year):
        yield "its currency or price year is another: differences of cost mean nothing"
