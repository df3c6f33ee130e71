"""Tables of money of a comparison: payers, beds freed, and cost for each delay avoided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.experiment.comparison import Comparison
from simulator.experiment.money import Money, RatioRow
from simulator.experiment.money_basis import Basis
from simulator.experiment.money_beds import Beds
from simulator.report.comparison_cells import PAIRED, names_of
from simulator.report.estimate import plain
from simulator.report.money_words import (
    THOUSAND,
    UNKNOWN,
    levels,
    only_room,
    payer_names,
    payer_says,
    ratio_cell,
    ratio_interval,
    spanned,
    thousands,
)
from simulator.report.table import SHARE, Cell, Column, Said, Table, Unit, money
from simulator.results.costs_staff import DAYS_A_YEAR
from simulator.results.money_paid import COST_PAID

ROOM_NOTE = (
    "Only room: nothing is closed, so days freed or added move only what is said to go with a "
    "patient. A price of a whole day does not say what that is: of days freed no saving is counted "
    "then, and of days added the range from nothing to all of their price is given (to say it, "
    "split the price into per_occupied_day, per_open_day and staff)."
)


def payers_table(comparison: Comparison, every: Sequence[Money]) -> Table:
    """What each payer pays more or less."""
    names, payers = names_of(comparison), payer_names(comparison)
    unit = money(names.money())
    rows = [
        (
            payers[payer],
            each.arm.title,
            *levels(each.paid(payer, Basis.PRICED)),
            thousands(each.paid(payer, Basis.PRICED)),
            only_room(each, payer),
            _closed(each, payer),
            payer_says(each, payer),
        )
        for payer in (*every[0].payers, "")
        for each in every
    ]
    heads = ("Reference", "Here", "Difference by prices", "Beds freed are only room")
    return Table(
        "Who pays",
        f"Who gains, who pays: cost a year by payer, {names.price_year}",
        (
            *map(Column, ("Payer", "Scenario")),
            *(Column(head, unit) for head in (*heads, "Beds that can be are closed")),
            Column("Says"),
        ),
        tuple(rows),
        f"{PAIRED} The intervals hold together for all payers, scenarios and prices or room "
        "(Bonferroni). By prices: every occupied day at its price, as if whatever a free bed costs "
        f"went with the patient. {ROOM_NOTE} Closed: the same, and the beds of the next table are "
        "closed; never add two of these columns. Says: what holds whichever part of a price that "
        "is not split goes with a patient. Who pays is what the scenario says (paid_by).",
        (COST_PAID,),
        is_open=True,
    )


def _closed(each: Money, payer: str) -> Cell:
    if not each.closed:
        return "none can surely be"
    return thousands(each.paid(payer, Basis.CLOSED))


def beds_table(comparison: Comparison, every: Sequence[Money]) -> Table:
    """Bed-days released, what they are worth as room, and what closing beds would save."""
    names = names_of(comparison)
    sign = names.money()
    days = Unit("a year", DAYS_A_YEAR, "beds")
    rows = [
        (names.place(beds.care_setting), each.arm.title, *_beds_cells(beds, sign))
        for each in every
        for beds in each.beds
    ]
    return Table(
        "Beds freed",
        f"Bed-days released, and what that is worth in two ways, {names.price_year}",
        (
            Column("Care setting"),
            Column("Scenario"),
            Column("Occupied bed-days released", days),
            Column("Beds taken, reference", Unit("of those open")),
            Column("Beds taken, here", Unit("of those open")),
            Column("Surely free", Unit("whole beds")),
            Column("Can be closed", Unit("beds in whole bays or units")),
            Column("Only room: saved", Unit(f"{sign} thousand a year", THOUSAND, f"{sign} a year")),
            Column("If closed: saved", Unit(f"{sign} thousand a year", THOUSAND, f"{sign} a year")),
            Column("Taken, if closed", SHARE),
        ),
        tuple(rows),
        f"Two ways to value the same beds: never add them. {ROOM_NOTE} If closed: the beds that "
        "can be closed times what a bed costs a year in full, a lower end and no best guess; sites "
        "stay, and a rota saves whole posts only, so the first bay may save less of its staff. "
        "Surely free: the lower end of the joint 95 % interval, of fewer beds taken and of more "
        "beds standing empty, rounded down. Beds are counted at the average occupancy shown, and "
        "as many stand empty after closing as in the reference, or more: beds that are closed are "
        "not there for a surge. Closing them is a sum here and not simulated: for the queues "
        "without them, take them out in a scenario of their own.",
        ("occupancy", "open_places", "cost"),
        is_open=True,
    )


def _beds_cells(beds: Beds, sign: str) -> Iterator[Cell]:
    taken = beds.taken
    yield spanned(-taken.difference, taken.half_width, taken.n, DAYS_A_YEAR)
    for of_reference in (True, False):
        yield _taken(beds, of_reference)
    yield float(beds.whole)
    yield float(beds.closed)
    paid = beds.days_paid
    if not beds.is_room_known:
        yield Said(f"{UNKNOWN}: {sign}{plain(beds.price.variable)} a day in all", None)
    else:
        yield spanned(-paid.difference, paid.half_width, paid.n, THOUSAND)
    yield beds.if_closed if beds.closed else "nothing to close"
    yield beds.occupancy(closed=beds.closed) if beds.closed else None


def _taken(beds: Beds, of_reference: bool) -> Said:
    name = "reference" if of_reference else "other"
    there = float(getattr(beds.taken, name)) + float(getattr(beds.empty, name))
    share = beds.occupancy(of_reference)
    return Said(f"{plain(share * 100)} % of {there:,.0f}", share)


def _more_cost(row: RatioRow) -> Said:
    ratio = row.ratio
    said = spanned(ratio.cost, ratio.cost_half_width, ratio.n, THOUSAND)
    return Said(f"at most {said.text}", said.figure) if row.is_most else said


def ratios_table(comparison: Comparison, every: Sequence[Money]) -> Table:
    """Cost for each delayed bed-day avoided."""
    names = names_of(comparison)
    sign = names.money()
    rows = [
        (
            f"In {row.place}",
            each.arm.title,
            f"{row.basis[:1].upper()}{row.basis[1:]}",
            _more_cost(row),
            spanned(row.ratio.avoided, row.ratio.avoided_half_width, row.ratio.n),
            ratio_cell(row.ratio, sign),
            ratio_interval(row.ratio, sign),
        )
        for each in every
        for row in each.ratios
    ]
    return Table(
        "Cost per delay avoided",
        f"Cost for each delayed bed-day avoided, {names.price_year}",
        (
            *map(Column, ("Delayed bed-days", "Scenario", "Counting")),
            Column("More cost", money(sign)),
            Column("Avoided", Unit("bed-days a year")),
            Column("Cost for each", Unit(sign)),
            Column("95 % interval"),
        ),
        tuple(rows),
        "Cost of all payers together over delayed bed-days avoided, both as paired differences; "
        "the interval is Fieller's, and all intervals of this table hold together (Bonferroni). "
        "Where it cannot be told whether any day is avoided the ratio may be anything, and none is "
        "given; nor is one where a scenario costs less and avoids more. At most: where a price of "
        "a bed-day is not split, with no saving of days freed and the full price of days added; a "
        "saving for each day added is then not known. Counting: as in the table "
        "of payers.",
        ("cost", "delayed_bed_days"),
        is_open=True,
    )
