"""Tables of where the money goes: by care setting and handoff, and by kind of cost."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.experiment.comparison import Comparison
from simulator.experiment.money import Money
from simulator.experiment.money_basis import Basis
from simulator.report.comparison_cells import PAIRED, names_of, told
from simulator.report.money_words import ALL, levels, payer_names, place_says, thousands
from simulator.report.names import Names
from simulator.report.table import Cell, Column, Table, money
from simulator.results.costs_amount import PARTS
from simulator.results.measures import Key
from simulator.results.money_paid import COST_PAID, HANDOFFS

KINDS = (*PARTS, HANDOFFS)


def places_table(comparison: Comparison, every: Sequence[Money]) -> Table:
    """Cost by care setting and handoff."""
    names = names_of(comparison)
    keys = [key for key in _keys(every) if key.measure == "cost" and told(key)]
    return _table(
        names,
        every,
        [((names.service(told(key)),), key) for key in keys],
        heads=("Care setting or handoff",),
        name="Cost by place",
        title="Cost a year by care setting and handoff",
        note="Sums over care settings and handoffs are the cost of all payers together.",
    )


def kinds_table(comparison: Comparison, every: Sequence[Money]) -> Table:
    """Cost by kind, in all and by payer."""
    payers = payer_names(comparison)
    rows: list[tuple[tuple[str, ...], Key]] = []
    for key in _keys(every):
        dims = told(key)
        if key.measure == COST_PAID and dims.get("band") in KINDS and "care_setting" not in dims:
            payer = dims.get("organisation", "")
            rows.append(((payers.get(payer, payer), dims["band"].capitalize()), key))
    rows.sort(key=lambda row: (row[0][0] != ALL, row[0][0], KINDS.index(told(row[1])["band"])))
    return _table(
        names_of(comparison),
        every,
        rows,
        heads=("Payer", "Kind"),
        name="Cost by kind",
        title="Cost a year that is fixed, that goes with patients, of staff, and of handoffs",
        note="Fixed, variable and staffing are of care settings; handoffs are all that handoffs "
        "cost. The four add up to the cost.",
    )


def _keys(every: Sequence[Money]) -> list[Key]:
    """Figures of cost that are not 0 in some scenario."""
    found: dict[Key, None] = {}
    for each in every:
        paired = each.paired[Basis.PRICED]
        for key, *figures in zip(paired.keys, paired.reference, paired.other, strict=True):
            if any(figures):
                found[key] = None
    return list(found)


def _table(
    names: Names,
    every: Sequence[Money],
    keyed: Sequence[tuple[tuple[str, ...], Key]],
    *,
    heads: tuple[str, ...],
    name: str,
    title: str,
    note: str,
) -> Table:
    unit, together = money(names.money()), max(len(keyed) * len(every), 1)
    rows: list[tuple[Cell, ...]] = []
    for labels, key in keyed:
        for each in every:
            effect = each.paired[Basis.PRICED].effect(key, together)
            if effect is not None:
                figures = (*levels(effect), thousands(effect))
                rows.append((*labels, each.arm.title, *figures, place_says(effect)))
    return Table(
        name,
        f"{title}, {names.price_year}",
        (
            *map(Column, (*heads, "Scenario")),
            *(Column(head, unit) for head in ("Reference", "Here", "Difference")),
            Column("Says"),
        ),
        tuple(rows),
        f"{PAIRED} The intervals hold together for all {together} differences of this table "
        f"(Bonferroni). {note}",
        tuple(dict.fromkeys(key.measure for _, key in keyed)),
    )
