"""Tables of scenarios side by side."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.experiment.averages import Average
from simulator.experiment.comparison import Comparison
from simulator.report.comparison_cells import (
    FIGURES,
    PAIRED,
    before_after,
    difference,
    difference_columns,
    effects_of,
    is_any,
    is_known,
    names_of,
    told,
    unit_after,
)
from simulator.report.effect_words import how_often, narrower, said
from simulator.report.estimate import Estimate, plain
from simulator.report.names import Names
from simulator.report.outcome import LINES
from simulator.report.queue_move import family, place_name, queue_key, queue_places
from simulator.report.table import SHARE, Column, Said, Table, Unit, unit_of
from simulator.results.everywhere import QUEUES
from simulator.results.measure import where
from simulator.results.measures import REGISTRY, Key
from simulator.scenario.difference import diff

MISSING = "not there"
NARROWER = (
    "Narrower: how many times narrower the interval is than if each scenario had patients of its "
    "own (square root of the variances of both over the variance of the difference, as measured)."
)


def together_note(together: int) -> str:
    """What the intervals of a table hold for."""
    if together < 2:
        return PAIRED
    return (
        f"{PAIRED} The intervals hold together for all {together} differences of this table "
        "(Bonferroni)."
    )


def headline_keys(comparison: Comparison) -> list[tuple[str, Key]]:
    """The figures of the first table: those of a run's six lines, standards and cost."""
    found = [
        (label, Key(measure, where(**place), REGISTRY[measure].statistics[0]))
        for label, measure, place, *_ in LINES
    ]
    names = Names(comparison.arms[0].loaded.scenario)
    for key in comparison.paired[0].keys if comparison.paired else ():
        dims = told(key)
        is_first = key.statistic == REGISTRY[key.measure].statistics[0]
        if key.measure == "standard_met" and is_first and set(dims) == {"standard"}:
            found.append((f"within: {names.standard(dims['standard'])}", key))
        if key.measure == "cost" and is_first and not dims:
            found.append((f"cost a day, {names.money()}", key))
    return [each for each in found if is_known(comparison, each[1])]


def headline_table(comparison: Comparison) -> Table:
    """Each headline figure of each scenario against the reference."""
    keys, together = headline_keys(comparison), len(comparison.others)
    rows = [
        (
            label[:1].upper() + label[1:],
            arm.title,
            *before_after(effect),
            difference(effect),
            how_often(effect),
            narrower(effect),
            said(effect),
        )
        for label, key in keys
        for arm, effect in effects_of(comparison, key, together)
    ]
    heads = ("Figure", "Scenario")
    return Table(
        "Differences",
        f"What changes against “{comparison.arms[0].title}”",
        (*difference_columns(heads), Column("In replications"), Column("Narrower"), Column("Says")),
        tuple(rows),
        f"{PAIRED}{_for_each(together)} {NARROWER}",
        tuple(dict.fromkeys(key.measure for _, key in keys)),
        is_open=True,
    )


def _for_each(scenarios: int) -> str:
    if scenarios < 2:
        return ""
    return (
        f" For each figure the intervals of all {scenarios} scenarios hold together (Bonferroni)."
    )


def queue_table(comparison: Comparison) -> Table:
    """Patients in each place, ready to leave it and waiting for it, in every scenario."""
    places = queue_places(comparison)
    keys = [queue_key(measure, place) for place in places for measure in QUEUES]
    together = family(comparison, keys)
    names = names_of(comparison)
    rows = [
        (
            place_name(names, place),
            REGISTRY[measure].title,
            arm.title,
            *before_after(effect),
            difference(effect),
            said(effect),
        )
        for place in places
        for measure in QUEUES
        for arm, effect in effects_of(comparison, queue_key(measure, place), together)
    ]
    return Table(
        "Where the queue went",
        "Where the queue went, by care setting",
        (*difference_columns(("Place", "Figure", "Scenario")), Column("Says")),
        tuple(rows),
        f"{together_note(together)} “Moves nothing”: the interval holds 0 and ends within 1 % of "
        "the reference's figure (of patients: within 0.1 to 1). “Cannot tell”: it is wider. "
        "Everywhere: sums over care settings; who waits in one place for another is both ready to "
        "leave and waiting to get in.",
        QUEUES,
        is_open=True,
    )


def reasons_table(comparison: Comparison) -> Table:
    """Patients ready to leave, by place and reason, in every scenario."""
    names = names_of(comparison)
    keys = [
        queue_key("delayed_patients", place, code)
        for place in queue_places(comparison)
        for code in reason_codes(comparison)
    ]
    keys = [key for key in keys if is_any(comparison, key)]
    together = family(comparison, keys)
    rows = [
        (
            place_name(names, told(key)["care_setting"]),
            names.reason(told(key)["reason"]),
            arm.title,
            *before_after(effect),
            difference(effect),
            said(effect),
        )
        for key in keys
        for arm, effect in effects_of(comparison, key, together)
    ]
    return Table(
        "Queue by reason",
        "Patients ready to leave, by place and reason of delay",
        (*difference_columns(("Where they wait", "Reason", "Scenario")), Column("Says")),
        tuple(rows),
        f"{together_note(together)} As delayed bed-days a day they are the same numbers.",
        ("delayed_patients",),
    )


def reason_codes(comparison: Comparison) -> list[str]:
    """The codes of delay reasons that any of the scenarios uses."""
    return list(
        dict.fromkeys(each.code for arm in comparison.arms for each in arm.setup.network.reasons)
    )


def ranks_table(comparison: Comparison) -> Table | None:
    """The ranks that chance leaves each of three or more scenarios."""
    if len(comparison.arms) < 3 or comparison.replications < 2:
        return None
    rows = []
    for label, key in headline_keys(comparison):
        found = comparison.ranks(key)
        for arm, rank in sorted(
            zip(comparison.arms, found or (), strict=bool(found)), key=lambda pair: pair[1].mean
        ):
            span = f"{rank.lowest}" if rank.lowest == rank.highest else ""
            rows.append(
                (
                    label[:1].upper() + label[1:],
                    span or f"{rank.lowest} to {rank.highest}",
                    arm.title,
                    Said(f"{plain(rank.mean * unit_of(key).scale)}{unit_after(key)}", rank.mean),
                )
            )
    return Table(
        "Ranks",
        "Scenarios ranked, 1 for the lowest figure",
        (Column("Figure"), Column("Rank"), Column("Scenario"), Column("Mean", FIGURES)),
        tuple(rows),
        "Ranks that chance leaves open: every pair of scenarios is told apart by its paired "
        "interval, and for each figure the intervals of all pairs hold together with 95 % "
        "(Bonferroni).",
    )


def averages_table(comparison: Comparison, rows: Sequence[Average]) -> Table:
    """The averages answer beside the simulated one."""
    names, titles = names_of(comparison), {arm.label: arm.title for arm in comparison.arms}
    n = comparison.replications
    patients = Unit("patients")
    return Table(
        "Averages",
        "What averages say: demand times mean stay, beside the simulated figure",
        (
            Column("Care setting"),
            Column("Scenario"),
            Column("Open", Unit("places")),
            Column("By averages", patients),
            Column("Simulated", patients),
            Column("Longer stays", patients),
            Column("More stays", patients),
            Column("Days full", SHARE),
        ),
        tuple(
            (
                names.place(each.care_setting),
                titles[each.scenario],
                each.open,
                each.by_averages,
                Estimate(each.simulated, each.half_width, n, n),
                each.longer_stays,
                each.more_stays,
                each.days_full,
            )
            for each in sorted(rows, key=lambda each: each.care_setting)
        ),
        "By averages: arrivals a day times mean stay with nobody queueing, as `stepdown check` has "
        "it. Simulated is that plus two parts: stays are longer because patients queue for what "
        "comes next, and more or fewer stays begin than averages expect. Averages know no full "
        "days; the last column is the share of days on which every place was taken.",
    )


def inputs_table(comparison: Comparison) -> Table:
    """What each scenario changes."""
    reference = comparison.arms[0].loaded
    rows = [
        (
            arm.title,
            each.said,
            each.before or "not there",
            each.after or "not there",
            each.why or "",
        )
        for arm in comparison.others
        for each in diff(reference, arm.loaded)
    ]
    return Table(
        "What differs",
        "What each scenario says that the reference does not",
        tuple(map(Column, ("Scenario", "Value", "Reference", "Here", "Why"))),
        tuple(rows),
    )
