"""The cost of two scenarios by who pays, on each view of what freed beds are worth."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np

from simulator.experiment.money_beds import Beds
from simulator.experiment.money_columns import Columns, Side, less
from simulator.results.costs_amount import OCCUPIED
from simulator.results.measure import DIMENSIONS, where
from simulator.results.measures import Key
from simulator.results.money_paid import COST_PAID
from simulator.results.run import Floats

TOTAL = Key("cost", where(), "per_year")
# Which sign of days at a price that is not split is left out: of those freed, of those added.
MOST, LEAST = -1, 1


class Basis(StrEnum):
    """What beds that are freed are worth.

    ``PRICED``: every occupied day at its price. ``ROOM``: nothing is closed, so more or fewer days
    in the same beds move only what is said to go with a patient. What of a price of the whole day
    does is not said: the figure is the most that may be paid, so that days freed save nothing and
    days added cost all of it; ``least_sides`` is the other end. ``CLOSED``: the same, and the whole
    bays and units that can be closed are closed.
    """

    PRICED = "by the scenario's prices"
    ROOM = "freed beds only free room"
    CLOSED = "freed beds are closed"


def payer_key(payer: str) -> Key:
    """The figure of what a payer pays; of all together where the payer is ''."""
    return Key(COST_PAID, where(organisation=payer), "per_year") if payer else TOTAL


def paid_in(payer: str, setting: str, kind: str = "") -> Key:
    """The figure of what a payer pays in a care setting, of one kind if it is named."""
    here = where(organisation=payer, care_setting=setting, band=kind)
    return Key(COST_PAID, here, "per_year")


def payers_of_all(every: Sequence[Columns], known: Sequence[str]) -> tuple[str, ...]:
    """Those who pay anything in any of some scenarios, in the order in which they are known."""
    at = DIMENSIONS.index("organisation")
    found = {
        key.where[at]
        for columns in every
        for key in columns.keys(COST_PAID, "per_year")
        if key == payer_key(key.where[at]) and columns.of(key).any()
    }
    return (*(payer for payer in known if payer in found), *sorted(found - set(known)))


def sides(
    basis: Basis, before: Columns, after: Columns, payers: Sequence[str], beds: Sequence[Beds]
) -> tuple[Side, Side]:
    """Columns of cost of the reference and of a scenario.

    By prices all that is known; else those of each payer and of all together.
    """
    if basis is Basis.PRICED:
        every = dict.fromkeys(key for each in (before, after) for key in _cost_keys(each))
        return {key: before.of(key) for key in every}, {key: after.of(key) for key in every}
    there = _room(before, after, payers, beds, MOST)
    for freed in beds if basis is Basis.CLOSED else ():
        for payer in payers:
            share = _share(before, payer, freed.care_setting)
            for key in (payer_key(payer), TOTAL):
                there[key] = there[key] - freed.closed * freed.price.ends_with_it * share
    return {key: before.of(key) for key in there}, there


def least_sides(
    before: Columns, after: Columns, payers: Sequence[str], beds: Sequence[Beds]
) -> tuple[Side, Side]:
    """The same where beds are only room, at the least that may be paid.

    Days freed save all of a price that is not split, and days added cost none of it.
    """
    there = _room(before, after, payers, beds, LEAST)
    return {key: before.of(key) for key in there}, there


def _room(
    before: Columns, after: Columns, payers: Sequence[str], beds: Sequence[Beds], end: int
) -> Side:
    """What is paid without the days at a price that is not split, where these are of one sign."""
    there = {payer_key(payer): after.of(payer_key(payer)) for payer in ("", *payers)}
    for freed in beds:
        for payer in payers:
            days = _not_said(before, after, payer, freed)
            if float(days.mean()) * end > 0:
                for key in (payer_key(payer), TOTAL):
                    there[key] = there[key] - days
    return there


def _cost_keys(columns: Columns) -> list[Key]:
    """Figures of cost of whole care settings and handoffs, in all, and by payer."""
    own = [key for key in columns.keys("cost", "per_year") if _is_whole(key)]
    return [*own, *columns.keys(COST_PAID, "per_year")]


def _is_whole(key: Key) -> bool:
    told = dict(zip(DIMENSIONS, key.where, strict=True))
    return not any(told[name] for name in ("unit", "organisation", "band"))


def _not_said(before: Columns, after: Columns, payer: str, freed: Beds) -> Floats:
    """What a price of the whole day gives or takes for days in beds that are there anyway."""
    if freed.is_room_known:
        return np.zeros(before.replications)
    key = paid_in(payer, freed.care_setting, OCCUPIED)
    return less(after.of(key), before.of(key)) * (1 - freed.own_share)


def _share(columns: Columns, payer: str, setting: str) -> float:
    """The part of the cost of a care setting that a payer pays."""
    whole = columns.of(Key("cost", where(care_setting=setting), "per_year")).sum()
    return float(columns.of(paid_in(payer, setting)).sum() / whole) if whole else 0.0
