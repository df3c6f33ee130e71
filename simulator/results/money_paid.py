"""Who pays: the cost of a run by payer, by care setting and handoff, and by kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from simulator.results.costs_amount import Amount, amounts
from simulator.results.costs_staff import DAYS_A_YEAR
from simulator.results.measure import Measure, Row
from simulator.results.outline import Outline
from simulator.results.run import Run
from simulator.scenario.cost import PaidBy

NOT_SAID = "not_said"
HANDOFFS = "handoffs"
COST_PAID = "cost_paid"

Shares = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Payers:
    """Who pays what of a place: shares that add up to 1, by payer.

    ``settings``: of what a care setting costs beside its units; ``units``: of each unit, in the
    order of its care setting; ``handoffs``: of each handoff. Who has not said pays as ``not_said``.
    """

    settings: Mapping[str, Shares]
    units: Mapping[str, tuple[Shares, ...]]
    handoffs: Mapping[str, Shares]


def shares_of(*said: PaidBy | None) -> Shares:
    """Shares by payer of the first that says who pays."""
    first = next((each for each in said if each is not None), NOT_SAID)
    if isinstance(first, str):
        return {first: 1.0}
    total = sum(first.values())
    return {payer: share / total for payer, share in first.items()}


def payers_of(outline: Outline) -> Payers:
    """Who pays in the scenario of a run."""
    scenario = outline.scenario
    settings = scenario.care_settings.items()
    return Payers(
        {name: shares_of(each.cost.paid_by) for name, each in settings},
        {
            name: tuple(
                shares_of(unit.cost.paid_by if unit.cost else None, each.cost.paid_by)
                for unit in each.units
            )
            for name, each in settings
        },
        {name: shares_of(each.cost.paid_by) for name, each in scenario.handoffs.items()},
    )


def parts_paid(payers: Payers, amount: Amount) -> Iterator[tuple[str, float]]:
    """An amount by payer; the parts add up to it."""
    if amount.by_unit is None:
        shares = payers.handoffs[amount.where["handoff"]]
        yield from ((payer, share * amount.amount) for payer, share in shares.items())
        return
    setting = amount.where["care_setting"]
    beside, of_units = payers.settings[setting], payers.units[setting]
    if all(shares == beside for shares in of_units):
        yield from ((payer, share * amount.amount) for payer, share in beside.items())
        return
    rest = amount.amount
    for shares, part in zip(of_units, amount.by_unit, strict=True):
        rest -= float(part)
        yield from ((payer, share * float(part)) for payer, share in shares.items())
    yield from ((payer, share * rest) for payer, share in beside.items())


def cost_paid(run: Run) -> list[Row]:
    """Cost a year by payer: in all, by care setting and kind, by handoff, and by part."""
    payers = run.fixed(payers_of)
    totals: dict[tuple[tuple[str, str], ...], float] = defaultdict(float)
    for amount in run.once(amounts):
        is_handoff = "handoff" in amount.where
        part = HANDOFFS if is_handoff else amount.part
        cells = [{}, amount.where, {"band": part}]
        if not is_handoff:
            cells.append({**amount.where, "band": amount.kind})
        for payer, paid in parts_paid(payers, amount):
            for cell in cells:
                totals[(("organisation", payer), *cell.items())] += paid
        totals[(("band", part),)] += amount.amount
    per_year = DAYS_A_YEAR / run.days
    return [Row("per_year", value * per_year, **dict(cell)) for cell, value in totals.items()]


MEASURES = (
    Measure(
        COST_PAID,
        "Cost by who pays",
        "the scenario's currency, a year",
        "The cost by the payer that the scenario names (`paid_by` of a care setting, unit or "
        "handoff), who stands as organisation here; who pays what is not said of is `not_said`, "
        "and never guessed. By kind: of care settings fixed, variable and staffing, and all of "
        "the handoffs; of one care setting by what is priced. Sums over payers, over care "
        "settings and handoffs, and over kinds are the cost.",
        ("care_setting", "handoff", "organisation", "band"),
        ("per_year",),
        cost_paid,
    ),
)
